//! A part of a load that is counted by itself: the warm-up, or what is measured.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::gate::Gate;
use super::plan::Length;
use super::progress::Goal;
use super::recorder::LoadRecorder;
use super::seat::{Cut, Seat};
use super::tally::{Ended, Tally};
use super::timeline::Gauges;
use super::watch::Watched;
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
    goal: Goal,
    spent: OnceLock<Duration>,
    pub(super) watched: Watched,
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

impl Asked {
    fn goal(&self) -> Goal {
        match self.length {
            Length::Time(time) => Goal {
                time: Some(time),
                iterations: None,
            },
            Length::OfEachUser(iterations) => Goal::of(iterations * self.users),
            Length::OfAllUsers(iterations) => Goal::of(iterations),
        }
    }
}

/// Users that never came to the end.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub(super) users: u64,
    /// Those of them that block a thread.
    pub(super) blocking: Vec<User>,
    /// Iterations that were taken from their users, since the load was ended early.
    pub(super) cut_short: u64,
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
            goal: asked.goal(),
            spent: OnceLock::new(),
            watched: Watched::default(),
        }
    }

    /// The number of the iteration that a user may begin now, after `done` of its own in this phase.
    pub(super) fn pass(&self, now: Instant, done: u64) -> Option<u64> {
        if self.watched.early().is_some() {
            return None;
        }
        self.gate.pass(now, done)
    }

    /// What goes on now.
    pub(super) fn gauges(&self) -> Gauges {
        let mut gauges = Gauges::default();
        for running in self.seats.iter().filter_map(Seat::is_running) {
            gauges.users += 1;
            gauges.in_flight += u64::from(running);
        }
        gauges
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
    fn is_stuck(&self, now: Instant) -> bool {
        let patience = self.timeout.saturating_add(GRACE);
        let is_silent = |since: Instant| now.saturating_duration_since(since) > patience;
        let mut left = self.seats.iter().filter_map(Seat::since).peekable();
        left.peek().is_some() && left.all(is_silent)
    }

    /// Whether nobody is waited for any more.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.is_stuck(now) || self.watched.is_given_up(now)
    }

    /// Ends the phase, and accounts for the iterations that never came to their end.
    pub(super) fn end(&self) -> Lost {
        if self.watched.early().is_some() {
            // No fault of theirs: they count neither as lost nor as errors.
            let cut_short = self.seats.iter().filter_map(Seat::cut).count() as u64;
            self.spent();
            return Lost {
                cut_short,
                ..Lost::default()
            };
        }
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
                at: begun.at + elapsed,
                elapsed,
                ending,
                seen,
            });
        }
        self.spent();
        Lost {
            users,
            blocking,
            cut_short: 0,
        }
    }

    pub(super) fn goal(&self) -> Goal {
        self.goal
    }

    /// From the beginning to now.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// From the beginning to the end, or to now; the first call sets the end.
    pub(super) fn spent(&self) -> Duration {
        *self.spent.get_or_init(|| self.begun.elapsed())
    }

    pub(super) fn sum(&self) -> Tally {
        self.recorder.sum()
    }
}
