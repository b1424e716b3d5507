//! What the current thread is doing for which recorder.

use std::cell::{Cell, RefCell};
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
    static ITERATION: Iteration = const {
        Iteration {
            recorder: Cell::new(0),
            scope: Cell::new(None),
            poll: Cell::new(0),
            polls: Cell::new(0),
        }
    };
}

/// An iteration that is polled: apart from the frames, since one is entered and left with every poll.
struct Iteration {
    /// 0 if there is none.
    recorder: Cell<usize>,
    scope: Cell<Option<Arc<Scope>>>,
    /// Which poll it is, counted from 1. A frame of another poll was left behind, and is not of the iteration.
    poll: Cell<u64>,
    /// Iterations that were polled here until now.
    polls: Cell<u64>,
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
    let poll = ITERATION.try_with(|iteration| iteration.poll.get());
    let poll = poll.unwrap_or_default();
    let _ = FRAMES.try_with(|frames| frames.borrow_mut().push(Frame { poll, ..frame }));
}

/// Polls an iteration, whose scope is this one. The poll may not unwind.
#[inline]
pub(super) fn within<T>(
    recorder: usize,
    // The thread has it while it polls: to hand it over is cheaper than to share it.
    scope: &mut Option<Arc<Scope>>,
    poll: impl FnOnce() -> T,
) -> T {
    // A thread that polls is not ending. Each poll comes here: the thread's own is looked up once.
    ITERATION.with(|here| {
        let number = here.polls.get() + 1;
        here.polls.set(number);
        let recorder_around = here.recorder.replace(recorder);
        let poll_around = here.poll.replace(number);
        let scope_around = here.scope.replace(scope.take());
        let polled = poll();
        *scope = here.scope.replace(scope_around);
        here.poll.set(poll_around);
        here.recorder.set(recorder_around);
        polled
    })
}

/// The scope of the iteration that is polled here for the recorder, and which poll it is.
fn iteration_of(recorder: usize) -> (Option<Arc<Scope>>, Option<u64>) {
    let asked = ITERATION.try_with(|here| {
        if here.recorder.get() != recorder {
            return (None, None);
        }
        let own = here.scope.take();
        let scope = own.clone();
        here.scope.set(own);
        (scope, Some(here.poll.get()))
    });
    asked.unwrap_or_default()
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
    let (of_iteration, poll) = iteration_of(recorder);
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
            let scope = own.find_map(|frame| frame.scope.clone());
            (scope.or(of_iteration), stack)
        })
        .unwrap_or_default()
}
