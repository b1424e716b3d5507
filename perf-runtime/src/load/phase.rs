//! A part of a load that is counted by itself: the warm-up, or what is measured.

use std::iter::Take;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::class::Counts;
use super::closed::Closed;
use super::distribution::Distribution;
use super::gate::Gate;
use super::moment::Moment;
use super::pacer::Pacer;
use super::plan::{Length, Model, Part};
use super::progress::Goal;
use super::recorder::LoadRecorder;
use super::schedule::{Arrivals, Present, Profile};
use super::seat::Seat;
use super::shard::{Dealt, Shard};
use super::tally::{Ended, Tally};
use super::timeline::Gauges;
use super::watch::{Cause, Watched};
use super::worst::nanos;
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
    /// When the first iteration may begin.
    pub(super) begun: Instant,
    pub(super) drive: Drive,
    /// From here on all that is drawn is drawn.
    pub(super) seed: u64,
    pub(super) shard: Shard,
    length: Length,
    /// By the number of the user in this shard.
    seats: Box<[Seat]>,
    /// The statements of no iteration.
    stray: Arc<Scope>,
    goal: Goal,
    /// All arrivals of an open model.
    schedule: Option<Take<Dealt>>,
    spent: OnceLock<Duration>,
    pub(super) watched: Watched,
}

/// What makes the iterations begin.
#[derive(Debug)]
pub(super) enum Drive {
    Closed(Closed),
    Open(Arc<Pacer>, Idle),
}

/// Until when nobody need wonder that there is nothing to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Idle(pub(super) Instant);

/// What the users of a phase are asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) users: u64,
    pub(super) shard: Shard,
    pub(super) part: Part,
    pub(super) timeout: Duration,
    pub(super) seed: u64,
    /// The number of the first iteration, in this shard.
    pub(super) first: u64,
}

impl Asked {
    fn goal(&self) -> Goal {
        let goal = match self.part.length {
            Length::Time(time) => Goal {
                time: Some(time),
                ..Goal::default()
            },
            length => Goal::of(length.iterations(self.users)),
        };
        Goal {
            by_the_clock: matches!(self.part.model, Model::Open { .. }),
            ..goal
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
    ///
    /// # Errors
    /// Where the thread of the arrivals cannot be started.
    pub(super) fn begin(
        asked: Asked,
        recorder: LoadRecorder,
        stray: Arc<Scope>,
    ) -> std::io::Result<Self> {
        let begun = Instant::now();
        let goal = asked.goal();
        let length = asked.part.length;
        let mut schedule = None;
        let drive = match asked.part.model {
            Model::Closed { presence, pause } => {
                let gate = Gate::open(length, asked.first, begun);
                Drive::Closed(Closed::new(gate, presence, pause))
            }
            Model::Open { rate, arrival } => {
                let pacer = Arc::new(Pacer::new(asked.timeout));
                let most = length.iterations(asked.users);
                let end = end_of_arrivals(&rate, length, most.saturating_mul(asked.shard.of));
                let all = Arrivals::new(rate, arrival, asked.seed, length.time());
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                let arrivals = asked.shard.arrivals(all).take(most);
                schedule = Some(arrivals.clone());
                pacer.start(begun, length.end(begun), asked.first, arrivals)?;
                let idle = begun.checked_add(end).unwrap_or(begun);
                Drive::Open(pacer, Idle(idle + GRACE))
            }
        };
        Ok(Self {
            timeout: asked.timeout,
            recorder,
            begun,
            drive,
            seed: asked.seed,
            shard: asked.shard,
            length,
            seats: (0..asked.users)
                .map(|own| {
                    let index = asked.shard.number(own);
                    Seat::new(User { index })
                })
                .collect(),
            stray,
            goal,
            schedule,
            spent: OnceLock::new(),
            watched: Watched::default(),
        })
    }

    /// What goes on now.
    pub(super) fn gauges(&self) -> Gauges {
        let mut gauges = Gauges::default();
        let after = self.elapsed();
        for (seat, own) in self.seats.iter().zip(0..) {
            let Some(running) = seat.is_running() else {
                continue;
            };
            let index = self.shard.number(own);
            gauges.users += u64::from(running || self.takes_part(User { index }, after));
            gauges.in_flight += u64::from(running);
        }
        gauges.dropped_until_now = self.dropped();
        gauges
    }

    /// Whether it is this user's time, whatever the user does in it.
    fn takes_part(&self, user: User, after: Duration) -> bool {
        match &self.drive {
            Drive::Closed(closed) => closed.present(user, after) == Present::Now,
            Drive::Open(..) => true,
        }
    }

    pub(super) fn seat(&self, user: User) -> &Seat {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "there are as many seats as users"
        )]
        &self.seats[self.shard.own(user.index) as usize]
    }

    pub(super) fn stray(&self) -> &Arc<Scope> {
        &self.stray
    }

    /// Whether nobody who is left does anything any more.
    fn is_stuck(&self, now: Instant) -> bool {
        let (now, patience) = (self.moment(now), nanos(self.timeout.saturating_add(GRACE)));
        let is_silent = |since: Moment| now.since(since) > patience;
        let mut left = self.seats.iter().filter_map(Seat::since).peekable();
        left.peek().is_some() && left.all(is_silent)
    }

    /// Whether nobody is waited for any more.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.is_stuck(now) || self.watched.is_given_up(now)
    }

    /// Ends the phase, and accounts for the iterations that never came to their end.
    pub(super) fn close(&self) -> Lost {
        if let Drive::Open(pacer, _) = &self.drive {
            pacer.end();
        }
        let now = self.now();
        let spent = now.elapsed();
        if self.watched.early().is_some() {
            // No fault of theirs: they count neither as lost nor as errors.
            let cut_short = self.seats.iter().filter_map(Seat::cut).count() as u64;
            let _ = self.spent.set(spent);
            return Lost {
                cut_short,
                ..Lost::default()
            };
        }
        let users = self.seats.iter().filter_map(Seat::since).count() as u64;
        let mut blocking = Vec::new();
        for cut in self.seats.iter().filter_map(Seat::cut) {
            let ns = now.since(cut.begun);
            if !cut.blocks {
                self.recorder.record_interrupted(now, ns);
                continue;
            }
            blocking.push(cut.iteration.user);
            cut.scope.close();
            self.recorder.record(&Ended {
                iteration: cut.iteration,
                origin: self.begun,
                begun: cut.begun,
                delay: None,
                at: now,
                ns,
                ending: &Ending::Timeout(self.timeout),
                taken: None,
                seen: &cut.scope.take(),
            });
        }
        let _ = self.spent.set(spent);
        Lost {
            users,
            blocking,
            cut_short: 0,
        }
    }

    /// Ends the phase before its end.
    pub(super) fn end_early(&self, cause: Cause) {
        self.watched.end(cause);
        if let Drive::Open(pacer, _) = &self.drive {
            pacer.end();
        }
    }

    pub(super) fn now(&self) -> Moment {
        self.moment(Instant::now())
    }

    pub(super) fn moment(&self, instant: Instant) -> Moment {
        Moment::of(instant, self.begun)
    }

    pub(super) fn goal(&self) -> Goal {
        self.goal
    }

    /// From the beginning to now.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// All came to their end: from the beginning to the end of the last iteration, or of the time that was asked for.
    pub(super) fn ended(&self) {
        let until_last = self.seats.iter().map(Seat::ended).max();
        let until_last = until_last.unwrap_or_default().elapsed();
        let spent = match self.length {
            Length::Time(time) => until_last.max(time.min(self.begun.elapsed())),
            Length::OfEachUser(_) | Length::OfAllUsers(_) => until_last,
        };
        let _ = self.spent.set(spent);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.spent.get().is_some()
    }

    /// From the beginning to the end, or to now.
    pub(super) fn spent(&self) -> Duration {
        *self.spent.get_or_init(|| self.begun.elapsed())
    }

    pub(super) fn sum(&self) -> Tally {
        self.recorder.sum()
    }

    /// The first number that no iteration may have, after these.
    pub(super) fn next_number(&self, counts: &Counts) -> u64 {
        match &self.drive {
            Drive::Closed(closed) => closed.next_number(),
            Drive::Open(..) => counts.all() + counts.dropped,
        }
    }

    /// How the iterations of this sum ended, and the arrivals that never began.
    pub(super) fn counts(&self, sum: &Tally) -> Counts {
        Counts {
            dropped: self.dropped(),
            ..sum.counts()
        }
    }

    fn dropped(&self) -> u64 {
        match &self.drive {
            Drive::Closed(_) => 0,
            Drive::Open(pacer, _) => pacer.queue.dropped(),
        }
    }

    /// The arrivals that were to be let in until the end; none in a closed model.
    pub(super) fn due(&self) -> Option<u64> {
        let end = match self.watched.early() {
            Some((_, at)) => at.saturating_duration_since(self.begun),
            None => self.spent(),
        };
        let arrivals = self.schedule.clone()?;
        Some(arrivals.take_while(|at| *at <= end).count() as u64)
    }

    /// How late arrivals were let in, in nanoseconds; none in a closed model.
    pub(super) fn lateness(&self) -> Option<Distribution> {
        match &self.drive {
            Drive::Closed(_) => None,
            Drive::Open(pacer, _) => Some(pacer.lateness()),
        }
    }
}

/// When the last arrival comes at the latest. Drawn arrivals come later than even ones by some square roots.
fn end_of_arrivals(rate: &Profile, length: Length, most: u64) -> Duration {
    if let Length::Time(time) = length {
        return time;
    }
    let most = most as f64;
    let last = rate.when(most + 10.0 * most.sqrt() + 10.0);
    let last = last.and_then(|last| Duration::try_from_secs_f64(last).ok());
    last.unwrap_or_default()
}
