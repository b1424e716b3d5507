//! What the current thread is doing for which recorder.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::Arc;

use tracing::dispatcher::DefaultGuard;
use tracing::span::Id;
use tracing::{Dispatch, dispatcher};

use super::cost::Cost;
use super::log::StackId;
use super::memory::{Account, Attached, Whose};
use super::scope::Scope;

thread_local! {
    /// The recorder whose dispatcher is the default of this thread, as an address; 0 if none is.
    static OWNER: Cell<usize> = const { Cell::new(0) };
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
    // Nothing in it is dropped: it may be asked from within the allocator at any moment of a thread's life.
    static THREAD: Thread = const {
        Thread {
            recorder: Cell::new(0),
            scope: Cell::new(ManuallyDrop::new(None)),
            poll: Cell::new(0),
            polls: Cell::new(0),
            floor: Cell::new(usize::MAX),
        }
    };
}

/// What a thread polls: apart from the frames, since an iteration is entered and left with every poll.
struct Thread {
    /// That of the iteration; 0 if there is none.
    recorder: Cell<usize>,
    /// Of the iteration, which takes it back before the poll ends.
    scope: Cell<ManuallyDrop<Option<Arc<Scope>>>>,
    /// Which poll of an iteration it is, counted from 1. A frame of another poll was left behind, and is not of the iteration.
    poll: Cell<u64>,
    /// Iterations that were polled here until now.
    polls: Cell<u64>,
    /// Where on the stack of this thread the body is polled; what lies further out called the test.
    floor: Cell<usize>,
}

impl Thread {
    fn replace_scope(&self, scope: Option<Arc<Scope>>) -> Option<Arc<Scope>> {
        ManuallyDrop::into_inner(self.scope.replace(ManuallyDrop::new(scope)))
    }
}

/// A span that was entered on this thread: a ticket's, or one of the application.
pub(super) struct Frame {
    pub(super) recorder: usize,
    pub(super) span: u64,
    pub(super) scope: Option<Arc<Scope>>,
    pub(super) stack: Option<StackId>,
    /// The span as the application's subscriber knows it.
    pub(super) outer: Option<Id>,
    /// Held on a thread that is not the recorder's own; apart, since it is large and most frames have none.
    pub(super) visit: Option<Box<Listening>>,
    /// What the database counted since it was entered, or since the last statement.
    pub(super) cost: Option<Cost>,
    /// The poll in which it was entered; 0 outside of any.
    pub(super) poll: u64,
}

/// A recorder's dispatcher as the default of a thread, until it is dropped.
pub(crate) struct Listening {
    before: usize,
    // Dropped after `OWNER` is set back.
    _guard: DefaultGuard,
    _attached: Attached,
}

impl Listening {
    /// What the thread allocates is the account's.
    pub(super) fn set(
        recorder: usize,
        dispatch: &Dispatch,
        account: &Arc<Account>,
        whose: Whose,
    ) -> Self {
        let guard = dispatcher::set_default(dispatch);
        Self {
            before: OWNER.replace(recorder),
            _guard: guard,
            _attached: account.attach(whose),
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // The thread may be ending.
        let _ = OWNER.try_with(|owner| owner.set(self.before));
    }
}

/// Whether the recorder's dispatcher is the default here.
pub(super) fn is_owner(recorder: usize) -> bool {
    OWNER
        .try_with(|owner| owner.get() == recorder)
        .unwrap_or(false)
}

/// The recorder that is the default here.
pub(super) fn owner() -> Option<usize> {
    OWNER.try_with(Cell::get).ok().filter(|owner| *owner != 0)
}

pub(super) fn push(frame: Frame) {
    let poll = THREAD.with(|here| here.poll.get());
    let _ = FRAMES.try_with(|frames| frames.borrow_mut().push(Frame { poll, ..frame }));
}

/// Polls an iteration, whose scope is this one, so that the call stacks taken in it end here. The poll may not unwind.
#[inline]
pub(super) fn within<T>(
    recorder: usize,
    // The thread has it while it polls: to hand it over is cheaper than to share it.
    scope: &mut Option<Arc<Scope>>,
    poll: impl FnOnce() -> T,
) -> T {
    let bottom = 0_u8;
    // Each poll comes here: the thread's own is looked up once.
    THREAD.with(|here| {
        let number = here.polls.get() + 1;
        here.polls.set(number);
        let recorder_around = here.recorder.replace(recorder);
        let poll_around = here.poll.replace(number);
        let floor_around = here.floor.replace(ptr::from_ref(&bottom).addr());
        let scope_around = here.replace_scope(scope.take());
        let polled = poll();
        *scope = here.replace_scope(scope_around);
        here.floor.set(floor_around);
        here.poll.set(poll_around);
        here.recorder.set(recorder_around);
        polled
    })
}

/// Polls what is under way so that the call stacks taken in it end here.
pub(super) fn floor<T>(poll: impl FnOnce() -> T) -> T {
    struct Around(usize);
    impl Drop for Around {
        fn drop(&mut self) {
            THREAD.with(|here| here.floor.set(self.0));
        }
    }
    let bottom = 0_u8;
    let _around = THREAD.with(|here| Around(here.floor.replace(ptr::from_ref(&bottom).addr())));
    poll()
}

/// Where call stacks taken here end. May be asked from within the allocator.
pub(super) fn floor_here() -> usize {
    THREAD.with(|here| here.floor.get())
}

/// Takes the innermost frame of the span.
pub(super) fn pop(recorder: usize, span: u64) -> Option<Frame> {
    FRAMES
        .try_with(|frames| {
            let mut frames = frames.borrow_mut();
            let own = |frame: &Frame| frame.recorder == recorder && frame.span == span;
            let place = frames.iter().rposition(own)?;
            Some(frames.remove(place))
        })
        .ok()
        .flatten()
}

/// The database counted this, for the statement that ends next in what was entered last.
#[cfg(feature = "sqlite")]
pub(crate) fn add_cost(cost: Cost) {
    let _ = FRAMES.try_with(|frames| {
        // Called from within the database: to be passed over is better than to panic there.
        let Ok(mut frames) = frames.try_borrow_mut() else {
            return;
        };
        if let Some(frame) = frames.last_mut() {
            frame.cost = Some(frame.cost.map_or(cost, |known| known.and(cost)));
        }
    });
}

/// What was counted for the statement that ends here.
pub(super) fn take_cost(recorder: usize) -> Option<Cost> {
    FRAMES
        .try_with(|frames| {
            let mut frames = frames.borrow_mut();
            let own = |frame: &&mut Frame| frame.recorder == recorder;
            frames.iter_mut().rev().find(own)?.cost.take()
        })
        .ok()
        .flatten()
}

/// The scope that is current here, and the stack of the ticket that a thread not of the
/// recorder's own works for.
pub(super) fn here(recorder: usize) -> (Option<Arc<Scope>>, Option<StackId>) {
    with_here(recorder, |scope, stack| (scope.cloned(), stack))
}

/// The same, lent: no other thread need know that it is looked at. What is done with it may not ask for it again.
pub(super) fn with_here<T>(
    recorder: usize,
    look: impl FnOnce(Option<&Arc<Scope>>, Option<StackId>) -> T,
) -> T {
    THREAD.with(|here| {
        let is_of_iteration = here.recorder.get() == recorder;
        let (of_frame, stack) = of_frames(recorder, is_of_iteration.then(|| here.poll.get()));
        if of_frame.is_some() || !is_of_iteration {
            return look(of_frame.as_ref(), stack);
        }
        let own = here.replace_scope(None);
        let seen = look(own.as_ref(), stack);
        here.replace_scope(own);
        seen
    })
}

/// The same of the frames alone: all, or those that were entered in this poll.
fn of_frames(recorder: usize, poll: Option<u64>) -> (Option<Arc<Scope>>, Option<StackId>) {
    FRAMES
        .try_with(|frames| {
            let frames = frames.borrow();
            let own = |frame: &&Frame| {
                frame.recorder == recorder && poll.is_none_or(|poll| frame.poll == poll)
            };
            let mut own = frames.iter().rev().filter(own).peekable();
            let stack = own
                .peek()
                .and_then(|frame| frame.visit.as_ref().and(frame.stack));
            (own.find_map(|frame| frame.scope.clone()), stack)
        })
        .unwrap_or_default()
}
