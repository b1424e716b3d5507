//! What is known from outside of what a user is doing, for when it never comes back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::fixture::Iteration;
use crate::probe::scope::Scope;
use crate::sync::lock;

/// One for each user of a part of a load. No two of them share a line of the processor's cache.
#[derive(Debug)]
#[repr(align(128))]
pub(super) struct Seat {
    state: Mutex<State>,
    /// The body is being polled: if it never returns, it is this body that blocks the thread.
    polled: AtomicBool,
}

#[derive(Debug)]
struct State {
    now: Now,
    /// Of the iterations, one after the other.
    scope: Arc<Scope>,
    /// When the last iteration ended.
    ended: Option<Instant>,
}

#[derive(Debug)]
enum Now {
    /// Between two iterations since then, or until then where it is still to come.
    Idle(Instant),
    Running(Begun),
    Gone,
}

/// An iteration that has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    pub(super) iteration: Iteration,
    pub(super) at: Instant,
}

/// An iteration that was taken from its user.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) begun: Begun,
    pub(super) scope: Arc<Scope>,
    /// Its body blocks a thread; otherwise it waits, perhaps for that thread.
    pub(super) blocks: bool,
}

impl Seat {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            state: Mutex::new(State {
                now: Now::Idle(now),
                scope: Arc::default(),
                ended: None,
            }),
            polled: AtomicBool::new(false),
        }
    }

    /// Gives `false` where the load was ended meanwhile.
    pub(super) fn begin(&self, begun: Begun) -> bool {
        self.step(Now::Running(begun))
    }

    /// Gives `false` where the iteration was taken from its user, and is accounted for.
    pub(super) fn end(&self, at: Instant) -> bool {
        let mut state = lock(&self.state);
        if matches!(state.now, Now::Gone) {
            return false;
        }
        state.now = Now::Idle(at);
        state.ended = Some(at);
        true
    }

    /// The user does nothing until then, as it was asked to. Gives `false` where the load was ended meanwhile.
    pub(super) fn rest(&self, until: Instant) -> bool {
        self.step(Now::Idle(until))
    }

    fn step(&self, next: Now) -> bool {
        let mut state = lock(&self.state);
        if matches!(state.now, Now::Gone) {
            return false;
        }
        state.now = next;
        true
    }

    /// Where the statements of the user's iterations are from now on.
    pub(super) fn scope(&self) -> Arc<Scope> {
        Arc::clone(&lock(&self.state).scope)
    }

    /// Statements of the last iteration may still come: the next one has a scope of its own.
    pub(super) fn renew_scope(&self) -> Arc<Scope> {
        let mut state = lock(&self.state);
        state.scope = Arc::default();
        Arc::clone(&state.scope)
    }

    pub(super) fn leave(&self) {
        lock(&self.state).now = Now::Gone;
    }

    /// When the last iteration of the user ended.
    pub(super) fn ended(&self) -> Option<Instant> {
        lock(&self.state).ended
    }

    pub(super) fn set_polled(&self, polled: bool) {
        self.polled.store(polled, Ordering::Relaxed);
    }

    /// Since when the user is at what it is doing; none where it is gone.
    pub(super) fn since(&self) -> Option<Instant> {
        match &lock(&self.state).now {
            Now::Idle(since) => Some(*since),
            Now::Running(begun) => Some(begun.at),
            Now::Gone => None,
        }
    }

    /// Whether an iteration is under way; none where the user is gone.
    pub(super) fn is_running(&self) -> Option<bool> {
        match &lock(&self.state).now {
            Now::Idle(_) => Some(false),
            Now::Running(_) => Some(true),
            Now::Gone => None,
        }
    }

    /// Ends the user's part in the load, and takes the iteration that is under way.
    pub(super) fn cut(&self) -> Option<Cut> {
        let mut state = lock(&self.state);
        match std::mem::replace(&mut state.now, Now::Gone) {
            Now::Running(begun) => Some(Cut {
                begun,
                scope: Arc::clone(&state.scope),
                blocks: self.polled.load(Ordering::Relaxed),
            }),
            Now::Idle(_) | Now::Gone => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::User;

    fn begun(at: Instant) -> Begun {
        let iteration = Iteration {
            user: User { index: 0 },
            index: 0,
            unique: 7,
        };
        Begun { iteration, at }
    }

    #[test]
    fn an_iteration_is_ended_by_its_user_or_taken_never_both() {
        let now = Instant::now();
        let seat = Seat::new(now);
        assert!(seat.begin(begun(now)) && seat.end(now));
        assert!(seat.cut().is_none(), "it had ended");
        assert!(!seat.begin(begun(now)), "no further one begins");

        let seat = Seat::new(now);
        assert!(seat.begin(begun(now)));
        seat.set_polled(true);
        let cut = seat.cut().expect("it was under way");
        assert!(cut.blocks && cut.begun.iteration.unique == 7);
        assert!(!seat.end(now) && seat.since().is_none());
    }
}
