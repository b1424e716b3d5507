//! A user: one iteration after the other.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::time::{Duration, Instant};

use super::attempt::{Attempt, Limit};
use super::closed::Closed;
use super::gate::Numbers;
use super::moment::Moment;
use super::phase::{Drive, Phase};
use super::schedule::{Pause, Pauses, Present};
use super::seat::Seat;
use super::tally::Ended;
use super::worst::nanos;
use crate::case::LoadRun;
use crate::fixture::{Iteration, User};
use crate::measurement::Ending;
use crate::probe::Recorder;
use crate::probe::memory::Polled;
use crate::probe::recorder::SETTLE;
use crate::probe::scope::{Scope, Seen};

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
        let mut attempt = Attempt {
            body: self.body.as_mut(),
            recorder: &self.recorder,
            seat: place.seat,
            scope: Some(place.seat.scope()),
            limit: Limit::new(phase.begun, phase.timeout),
            ending: Ending::Ok,
            taken: Polled::default(),
            waited: false,
        };
        while let Some(turn) = place.turn().await {
            let iteration = Iteration {
                user: self.user,
                index: self.begun,
                unique: phase.shard.number(turn.number),
            };
            self.begun += 1;
            let at = phase.now();
            if !place.seat.begin(&iteration, at) {
                break;
            }
            attempt.run(&iteration, at).await;
            let now = phase.now();
            // Otherwise it was taken from the user.
            if !place.seat.end(now) {
                break;
            }
            place.last = Some((at, now));
            attempt.is_over_after(now.since(at));
            let scope = place.settle(&mut attempt).await;
            place.record(&turn, iteration, &attempt, scope.as_ref());
            if !attempt.waited {
                // Otherwise the others on this thread would never run.
                tokio::task::yield_now().await;
            }
        }
        place.seat.leave();
        self
    }
}

/// What a user has in a phase, for one iteration after the other.
struct Place<'a> {
    phase: &'a Phase,
    user: User,
    seat: &'a Seat,
    pauses: Pauses,
    numbers: Numbers,
    /// Iterations until now, and when the last one began and ended.
    done: u64,
    last: Option<(Moment, Moment)>,
}

/// An iteration that is to begin.
struct Turn {
    /// In this shard.
    number: u64,
    /// When it was to begin, where the clock says it.
    due: Option<Moment>,
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
            pauses: Pauses::new(pause, phase.seed.wrapping_add(user.index)),
            numbers: Numbers::default(),
            done: 0,
            last: None,
        }
    }

    /// The scope of an iteration is the next one's too, unless somebody else may still add to it: then it is waited for, the next one
    /// has a scope of its own, and the last one's is given back.
    async fn settle(&mut self, attempt: &mut Attempt<'_>) -> Option<Arc<Scope>> {
        let scope = attempt.scope.as_mut().filter(|scope| may_go_on(scope))?;
        let scope = std::mem::replace(scope, self.seat.renew_scope());
        settle(attempt.recorder, &scope).await;
        scope.close();
        Some(scope)
    }

    /// Records the last iteration, whose scope is this one, or that of the attempt.
    fn record(
        &self,
        turn: &Turn,
        iteration: Iteration,
        attempt: &Attempt<'_>,
        scope: Option<&Arc<Scope>>,
    ) {
        let record = |seen: &Seen| self.record_what_was(turn, iteration, attempt, seen);
        let scope = scope.or(attempt.scope.as_ref());
        if scope.and_then(|scope| scope.look(record)).is_none() {
            record(&self.phase.recorder.nothing);
        }
    }

    fn record_what_was(
        &self,
        turn: &Turn,
        iteration: Iteration,
        attempt: &Attempt<'_>,
        seen: &Seen,
    ) {
        let Some((at, ended)) = self.last else {
            return;
        };
        let spent = ended.since(at);
        let inside = seen.narrowed.as_ref();
        let took = inside.map_or(spent, |inside| nanos(inside.elapsed));
        let delay = turn.due.map(|due| at.since(due));
        self.phase.recorder.record(&Ended {
            iteration,
            origin: self.phase.begun,
            begun: turn.due.unwrap_or(at),
            delay,
            at: ended,
            // What it waited for somebody to run it is latency too, or a server that stands still would look fast.
            ns: took.saturating_add(delay.unwrap_or_default()),
            ending: &attempt.ending,
            taken: Some(attempt.taken),
            seen,
        });
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
                if !self.seat.rest(phase.moment(idle.0)) {
                    return None;
                }
                let arrival = pacer.queue.next().await?;
                Some(Turn {
                    number: arrival.number,
                    due: Some(phase.moment(arrival.at)),
                })
            }
        }
    }

    async fn next(&mut self, closed: &Closed) -> Option<u64> {
        let mut now = match self.last {
            None => self.phase.now(),
            Some((_, ended)) if closed.pause == Pause::None => ended,
            Some((begun, ended)) => {
                let instant = |at: Moment| at.after(self.phase.begun);
                match self.pauses.until(instant(begun), instant(ended)) {
                    Some(until) => self.rest(closed, until).await?,
                    None => ended,
                }
            }
        };
        loop {
            match closed.present(self.user, now.elapsed()) {
                Present::Now => {
                    let last = self.last.map(|(begun, ended)| ended.since(begun));
                    return closed.pass(now, self.done, &mut self.numbers, last);
                }
                Present::From(from) => now = self.rest(closed, self.phase.begun + from).await?,
                Present::Never => return None,
            }
        }
    }

    /// Gives back the time at which the user wakes; none where the load is over.
    async fn rest(&self, closed: &Closed, until: Instant) -> Option<Moment> {
        if !self.seat.rest(self.phase.moment(until)) {
            return None;
        }
        closed.sleep_until(until).await;
        Some(self.phase.now())
    }
}

/// Whether others than the user and its seat have the scope of its iteration.
fn may_go_on(scope: &Arc<Scope>) -> bool {
    let held = Arc::strong_count(scope);
    // What others did before they let go of it has happened.
    fence(Ordering::Acquire);
    held > 2
}

/// Waits for statements that were cut short; their thread goes on with other users meanwhile.
pub(super) async fn settle(recorder: &Recorder, scope: &Arc<Scope>) {
    let begun = Instant::now();
    while recorder.awaits(scope) && begun.elapsed() < SETTLE {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

impl fmt::Debug for VirtualUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualUser")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
