//! What is known from outside of what a user is doing, for when it never comes back.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64};
use std::sync::{Arc, Mutex};

use super::moment::Moment;
use crate::fixture::{Iteration, User};
use crate::probe::scope::Scope;
use crate::sync::lock;

/// One for each user of a part of a load. No two of them share a line of the processor's cache.
///
/// Only the user writes to it, but for the step to [`GONE`], which ends its part from outside: an iteration is ended by
/// whoever moves on from [`RUNNING`], and so once.
#[derive(Debug)]
#[repr(align(128))]
pub(super) struct Seat {
    /// [`IDLE`], [`RUNNING`] or [`GONE`].
    now: AtomicU8,
    /// The body is being polled: if it never returns, it is this body that blocks the thread.
    polled: AtomicBool,
    user: User,
    /// The iteration that was begun last.
    index: AtomicU64,
    number: AtomicU64,
    /// When that was; or since when the user is idle, or until when where that is still to come.
    since: AtomicU64,
    /// When the last iteration ended.
    ended: AtomicU64,
    /// Of the iterations, one after the other.
    scope: Mutex<Arc<Scope>>,
}

/// Between two iterations.
const IDLE: u8 = 0;
/// An iteration is under way.
const RUNNING: u8 = 1;
/// The user takes no part any more.
const GONE: u8 = 2;

/// An iteration that was taken from its user.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) iteration: Iteration,
    /// When it began.
    pub(super) begun: Moment,
    pub(super) scope: Arc<Scope>,
    /// Its body blocks a thread; otherwise it waits, perhaps for that thread.
    pub(super) blocks: bool,
}

impl Seat {
    /// A user that has done nothing since the beginning.
    pub(super) fn new(user: User) -> Self {
        Self {
            now: AtomicU8::new(IDLE),
            polled: AtomicBool::new(false),
            user,
            index: AtomicU64::new(0),
            number: AtomicU64::new(0),
            since: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            scope: Mutex::default(),
        }
    }

    /// Gives `false` where the load was ended meanwhile.
    pub(super) fn begin(&self, iteration: &Iteration, at: Moment) -> bool {
        self.index.store(iteration.index, Relaxed);
        self.number.store(iteration.unique, Relaxed);
        self.since.store(at.0, Relaxed);
        self.step(IDLE, RUNNING)
    }

    /// Gives `false` where the iteration was taken from its user, and is accounted for.
    pub(super) fn end(&self, at: Moment) -> bool {
        if !self.step(RUNNING, IDLE) {
            return false;
        }
        self.since.store(at.0, Relaxed);
        self.ended.store(at.0, Relaxed);
        true
    }

    /// The user does nothing until then, as it was asked to. Gives `false` where the load was ended meanwhile.
    pub(super) fn rest(&self, until: Moment) -> bool {
        self.since.store(until.0, Relaxed);
        self.now.load(Relaxed) != GONE
    }

    fn step(&self, from: u8, to: u8) -> bool {
        self.now.compare_exchange(from, to, AcqRel, Relaxed).is_ok()
    }

    /// Where the statements of the user's iterations are from now on.
    pub(super) fn scope(&self) -> Arc<Scope> {
        Arc::clone(&lock(&self.scope))
    }

    /// Statements of the last iteration may still come: the next one has a scope of its own.
    pub(super) fn renew_scope(&self) -> Arc<Scope> {
        let mut scope = lock(&self.scope);
        *scope = Arc::default();
        Arc::clone(&scope)
    }

    pub(super) fn leave(&self) {
        self.now.store(GONE, Release);
    }

    /// When the last iteration of the user ended; the beginning where none did.
    pub(super) fn ended(&self) -> Moment {
        Moment(self.ended.load(Relaxed))
    }

    pub(super) fn set_polled(&self, polled: bool) {
        self.polled.store(polled, Relaxed);
    }

    /// Since when the user is at what it is doing; none where it is gone.
    pub(super) fn since(&self) -> Option<Moment> {
        (self.now.load(Acquire) != GONE).then(|| Moment(self.since.load(Relaxed)))
    }

    /// Whether an iteration is under way; none where the user is gone.
    pub(super) fn is_running(&self) -> Option<bool> {
        match self.now.load(Acquire) {
            GONE => None,
            now => Some(now == RUNNING),
        }
    }

    /// Ends the user's part in the load, and takes the iteration that is under way.
    pub(super) fn cut(&self) -> Option<Cut> {
        if self.now.swap(GONE, AcqRel) != RUNNING {
            return None;
        }
        let iteration = Iteration {
            user: self.user,
            index: self.index.load(Relaxed),
            unique: self.number.load(Relaxed),
        };
        Some(Cut {
            iteration,
            begun: Moment(self.since.load(Relaxed)),
            scope: self.scope(),
            blocks: self.polled.load(Relaxed),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: User = User { index: 3 };

    const ITERATION: Iteration = Iteration {
        user: USER,
        index: 2,
        unique: 7,
    };

    #[test]
    fn an_iteration_is_ended_by_its_user_or_taken_never_both() {
        let at = Moment(5);
        let seat = Seat::new(USER);
        assert!(seat.begin(&ITERATION, at) && seat.end(Moment(9)));
        assert!(seat.cut().is_none(), "it had ended");
        assert!(!seat.begin(&ITERATION, at), "no further one begins");
        assert_eq!(seat.ended(), Moment(9));

        let seat = Seat::new(USER);
        assert!(seat.begin(&ITERATION, at));
        seat.set_polled(true);
        let cut = seat.cut().expect("it was under way");
        let taken = (cut.blocks, cut.iteration, cut.begun);
        assert_eq!(taken, (true, ITERATION, at));
        assert!(!seat.end(Moment(9)) && seat.since().is_none());
    }
}
