//! A part of a load that is counted by itself: the warm-up, or what is measured.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::gate::Gate;
use super::plan::Length;
use super::recorder::LoadRecorder;
use super::seat::{Cut, Seat};
use super::tally::{Ended, Tally};
use crate::fixture::User;
use crate::measurement::Ending;
use crate::probe::scope::Scope;

/// How long a user may be silent after the time of its iteration is up, before it is given up.
const GRACE: Duration = Duration::from_secs(2);

/// What the users of one part of a load share.
#[derive(Debug)]
pub(super) struct Phase {
    pub(super) timeout: Duration,
    pub(super) recorder: LoadRecorder,
    begun: Instant,
    gate: Gate,
    /// By the number of the user.
    seats: Box<[Seat]>,
    /// The statements of no iteration.
    stray: Arc<Scope>,
    spent: OnceLock<Duration>,
}

/// What one user after the other is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) users: u64,
    pub(super) length: Length,
    pub(super) timeout: Duration,
    /// The number of the first iteration.
    pub(super) first: u64,
}

/// Users that never came to the end.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub(super) users: u64,
    /// Those of them that block a thread.
    pub(super) blocking: Vec<User>,
}

impl Phase {
    /// Begins now.
    pub(super) fn begin(asked: Asked, recorder: LoadRecorder, stray: Arc<Scope>) -> Self {
        let begun = Instant::now();
        Self {
            timeout: asked.timeout,
            recorder,
            begun,
            gate: Gate::open(asked.length, asked.first, begun),
            seats: (0..asked.users).map(|_| Seat::new(begun)).collect(),
            stray,
            spent: OnceLock::new(),
        }
    }

    /// The number of the iteration that a user may begin now, after `done` of its own in this phase.
    pub(super) fn pass(&self, now: Instant, done: u64) -> Option<u64> {
        self.gate.pass(now, done)
    }

    pub(super) fn seat(&self, user: User) -> &Seat {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "there are as many seats as users"
        )]
        &self.seats[user.index as usize]
    }

    pub(super) fn stray(&self) -> &Arc<Scope> {
        &self.stray
    }

    /// Whether nobody who is left does anything any more.
    pub(super) fn is_stuck(&self, now: Instant) -> bool {
        let patience = self.timeout.saturating_add(GRACE);
        let is_silent = |since: Instant| now.saturating_duration_since(since) > patience;
        let mut left = self.seats.iter().filter_map(Seat::since).peekable();
        left.peek().is_some() && left.all(is_silent)
    }

    /// Ends the phase, and accounts for the iterations that never came to their end.
    pub(super) fn end(&self) -> Lost {
        let users = self.seats.iter().filter_map(Seat::since).count() as u64;
        let mut blocking = Vec::new();
        for Cut { begun, blocks } in self.seats.iter().filter_map(Seat::cut) {
            let elapsed = begun.at.elapsed();
            if !blocks {
                self.recorder.record_interrupted(elapsed);
                continue;
            }
            blocking.push(begun.iteration.user);
            begun.scope.close();
            let (ending, seen) = (Ending::Timeout(self.timeout), begun.scope.take());
            self.recorder.record(Ended {
                iteration: begun.iteration,
                begun: begun.at,
                elapsed,
                ending,
                seen,
            });
        }
        self.spent();
        Lost { users, blocking }
    }

    /// From the beginning to the end, or to now; the first call sets the end.
    pub(super) fn spent(&self) -> Duration {
        *self.spent.get_or_init(|| self.begun.elapsed())
    }

    pub(super) fn sum(&self) -> Tally {
        self.recorder.sum()
    }
}
