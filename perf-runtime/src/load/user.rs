//! A user: one iteration after the other.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::time::{Duration, Instant};

use super::attempt::{Attempt, Attempted, Limit};
use super::phase::{Closed, Drive, Phase};
use super::schedule::{Pause, Pauses, Present};
use super::seat::{Begun, Seat};
use super::tally::Ended;
use crate::case::LoadRun;
use crate::fixture::{Iteration, User};
use crate::measurement::Ending;
use crate::probe::Recorder;
use crate::probe::recorder::SETTLE;
use crate::probe::scope::{Scope, Seen};
use crate::probe::site::Floor;
use crate::runner::panics;

/// A user, as load tools call it: it runs the body on the fixtures that were set up for it.
pub(super) struct VirtualUser {
    user: User,
    body: LoadRun,
    /// Iterations that it began until now, warm-up included.
    begun: u64,
    recorder: Recorder,
}

impl VirtualUser {
    pub(super) fn new(user: User, body: LoadRun, recorder: Recorder) -> Self {
        Self {
            user,
            body,
            begun: 0,
            recorder,
        }
    }

    /// Takes part in a phase until it is over.
    pub(super) async fn take_part(mut self, phase: Arc<Phase>) -> Self {
        let mut place = Place::at(&phase, self.user);
        while let Some(turn) = place.turn().await {
            let Some(waited) = self.once(turn, &mut place).await else {
                break;
            };
            if !waited {
                // Otherwise the others on this thread would never run.
                tokio::task::yield_now().await;
            }
        }
        place.seat.leave();
        self
    }

    /// Runs one iteration and records it. Gives back whether it left its thread to others meanwhile;
    /// none where it was taken from the user.
    async fn once(&mut self, turn: Turn, place: &mut Place<'_>) -> Option<bool> {
        let iteration = Iteration {
            user: self.user,
            index: self.begun,
            unique: place.phase.shard.number(turn.number),
        };
        self.begun += 1;
        let at = Instant::now();
        if !place.seat.begin(Begun { iteration, at }) {
            return None;
        }
        let attempted = self.attempt(&iteration, at, place).await;
        let now = Instant::now();
        let spent = now - at;
        if !place.seat.end(now) {
            return None;
        }
        place.last = Some((at, now));
        let seen = self.seen(place).await;
        let delay = turn.due.map(|due| at.saturating_duration_since(due));
        if let Some(delay) = delay {
            place.phase.recorder.record_delay(delay);
        }
        let narrowed = seen.narrowed.as_ref();
        let took = narrowed.map_or(spent, |inside| inside.elapsed);
        place.phase.recorder.record(Ended {
            iteration,
            begun: turn.due.unwrap_or(at),
            delay: delay.unwrap_or_default(),
            at: now,
            // What it waited for somebody to run it is latency too, or a server that stands still would look fast.
            elapsed: delay.unwrap_or_default() + took,
            ending: attempted.ending.within(spent, place.phase.timeout),
            seen,
        });
        Some(attempted.waited)
    }

    async fn attempt(
        &self,
        iteration: &Iteration,
        at: Instant,
        place: &mut Place<'_>,
    ) -> Attempted {
        place.limit.begin(at);
        match catch_unwind(AssertUnwindSafe(|| (self.body)(iteration))) {
            Ok(body) => {
                let body = self.recorder.scoped(Arc::clone(&place.scope), Floor(body));
                Attempt::new(body, &mut place.limit, place.seat).await
            }
            Err(payload) => Attempted {
                ending: Ending::Panic(panics::message(&*payload)),
                waited: false,
            },
        }
    }

    /// What the iteration did. Its scope is the next one's too, unless somebody else may still add to it.
    async fn seen(&self, place: &mut Place<'_>) -> Seen {
        // The user's, and the seat's.
        if Arc::strong_count(&place.scope) == 2 {
            // What others did before they let go of it has happened.
            fence(Ordering::Acquire);
            return place.scope.take();
        }
        let scope = std::mem::replace(&mut place.scope, place.seat.renew_scope());
        settle(&self.recorder, &scope).await;
        scope.close();
        scope.take()
    }
}

/// What a user has in a phase, for one iteration after the other.
struct Place<'a> {
    phase: &'a Phase,
    user: User,
    seat: &'a Seat,
    limit: Limit,
    scope: Arc<Scope>,
    pauses: Pauses,
    /// Iterations until now, and when the last one began and ended.
    done: u64,
    last: Option<(Instant, Instant)>,
}

/// An iteration that is to begin.
struct Turn {
    /// In this shard.
    number: u64,
    /// When it was to begin, where the clock says it.
    due: Option<Instant>,
}

impl<'a> Place<'a> {
    fn at(phase: &'a Phase, user: User) -> Self {
        let pause = match &phase.drive {
            Drive::Closed(closed) => closed.pause,
            Drive::Open(..) => Pause::None,
        };
        let seat = phase.seat(user);
        Self {
            phase,
            user,
            seat,
            limit: Limit::new(phase.timeout),
            scope: seat.scope(),
            pauses: Pauses::new(pause, phase.seed.wrapping_add(user.index)),
            done: 0,
            last: None,
        }
    }

    /// Waits for the next iteration of the user; none when there is no further one.
    async fn turn(&mut self) -> Option<Turn> {
        let phase = self.phase;
        if phase.watched.early().is_some() {
            return None;
        }
        match &phase.drive {
            Drive::Closed(closed) => {
                let number = self.next(closed).await?;
                self.done += 1;
                Some(Turn { number, due: None })
            }
            Drive::Open(pacer, idle) => {
                if !self.seat.rest(idle.0) {
                    return None;
                }
                let arrival = pacer.queue.next().await?;
                Some(Turn {
                    number: arrival.number,
                    due: Some(arrival.at),
                })
            }
        }
    }

    async fn next(&mut self, closed: &Closed) -> Option<u64> {
        let mut now = match self.last {
            Some((begun, ended)) => match self.pauses.until(begun, ended) {
                Some(until) => self.rest(closed, until).await?,
                None => ended,
            },
            None => Instant::now(),
        };
        loop {
            let after = now.saturating_duration_since(self.phase.begun);
            match closed.present(self.user, after) {
                Present::Now => return closed.pass(now, self.done),
                Present::From(from) => now = self.rest(closed, self.phase.begun + from).await?,
                Present::Never => return None,
            }
        }
    }

    /// Gives back the time at which the user wakes; none where the load is over.
    async fn rest(&self, closed: &Closed, until: Instant) -> Option<Instant> {
        if !self.seat.rest(until) {
            return None;
        }
        closed.sleep_until(until).await;
        Some(Instant::now())
    }
}

/// Waits for statements that were cut short; their thread goes on with other users meanwhile.
pub(super) async fn settle(recorder: &Recorder, scope: &Arc<Scope>) {
    let begun = Instant::now();
    while recorder.awaits(scope) && begun.elapsed() < SETTLE {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

impl Ending {
    /// An iteration that ended by itself, but later than it may, is late all the same.
    fn within(self, elapsed: Duration, limit: Duration) -> Self {
        if self == Self::Ok && elapsed > limit {
            Self::Timeout(limit)
        } else {
            self
        }
    }
}

impl fmt::Debug for VirtualUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualUser")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
