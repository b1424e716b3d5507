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
}

/// Something entered on this thread: a ticket, a span of the application, or an iteration.
pub(super) struct Frame {
    pub(super) recorder: usize,
    /// The span that was entered; `None` for an iteration that is polled.
    pub(super) span: Option<u64>,
    pub(super) scope: Option<Arc<Scope>>,
    pub(super) stack: Option<StackId>,
    /// The span as the application's subscriber knows it.
    pub(super) outer: Option<Id>,
    /// Held on a thread that is not the recorder's own; apart, since it is large and most frames have none.
    pub(super) visit: Option<Box<Listening>>,
    /// What the database counted since it was entered, or since the last statement.
    pub(super) cost: Option<Cost>,
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
    let _ = FRAMES.try_with(|frames| frames.borrow_mut().push(frame));
}

/// An iteration is polled from here on, until [`leave`].
pub(super) fn enter(recorder: usize, scope: Option<Arc<Scope>>) {
    push(Frame {
        recorder,
        span: None,
        scope,
        stack: None,
        outer: None,
        visit: None,
        cost: None,
    });
}

/// The iteration is not polled any more; gives back its scope.
pub(super) fn leave(recorder: usize) -> Option<Arc<Scope>> {
    FRAMES
        .try_with(|frames| {
            let mut frames = frames.borrow_mut();
            // Taken out of its frame, since to move a whole frame is more than all the rest.
            let place = find(&frames, recorder, None)?;
            let scope = frames[place].scope.take();
            if place + 1 == frames.len() {
                frames.truncate(place);
            } else {
                frames.remove(place);
            }
            scope
        })
        .ok()
        .flatten()
}

/// The innermost frame of the span, or of the iteration where it is `None`.
fn find(frames: &[Frame], recorder: usize, span: Option<u64>) -> Option<usize> {
    frames
        .iter()
        .rposition(|frame| frame.recorder == recorder && frame.span == span)
}

/// Takes the innermost frame of the span.
pub(super) fn pop(recorder: usize, span: u64) -> Option<Frame> {
    FRAMES
        .try_with(|frames| {
            let mut frames = frames.borrow_mut();
            let place = find(&frames, recorder, Some(span))?;
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
    FRAMES
        .try_with(|frames| {
            let frames = frames.borrow();
            let mut own = frames
                .iter()
                .rev()
                .filter(|frame| frame.recorder == recorder)
                .peekable();
            let stack = own
                .peek()
                .and_then(|frame| frame.visit.as_ref().and(frame.stack));
            (own.find_map(|frame| frame.scope.clone()), stack)
        })
        .unwrap_or_default()
}
