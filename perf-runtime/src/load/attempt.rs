//! One iteration under way: it ends with its body, with the body's panic, or when its time is up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::time::{Instant as TokioInstant, Sleep};

use super::moment::Moment;
use super::seat::Seat;
use crate::case::LoadBody;
use crate::fixture::Iteration;
use crate::measurement::Ending;
use crate::probe::Recorder;
use crate::probe::memory::Polled;
use crate::probe::scope::Scope;
use crate::probe::site::floor;
use crate::runner::panics;

/// A future that runs the body once.
pub(super) struct Attempt<'a> {
    /// What is to begin with the first poll.
    pub(super) iteration: Option<Iteration>,
    pub(super) body: &'a mut dyn LoadBody,
    pub(super) recorder: &'a Recorder,
    /// Where its statements belong.
    pub(super) scope: &'a mut Option<Arc<Scope>>,
    pub(super) limit: &'a mut Limit,
    pub(super) seat: &'a Seat,
    /// What it took from the heap until now.
    pub(super) taken: Polled,
    pub(super) waited: bool,
}

/// How an attempt ended.
#[derive(Debug)]
pub(super) struct Attempted {
    pub(super) ending: Ending,
    /// What it took from the heap while it was polled, `perf.measure(..)` or not.
    pub(super) taken: Polled,
    /// The body gave its thread to others at least once.
    pub(super) waited: bool,
}

impl Future for Attempt<'_> {
    type Output = Attempted;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Attempted> {
        let this = &mut *self;
        this.seat.set_polled(true);
        let begun = match this.iteration.take() {
            Some(iteration) => catch_unwind(AssertUnwindSafe(|| this.body.begin(&iteration))),
            None => Ok(()),
        };
        let poll = || floor(|| this.body.poll(cx));
        let polled = begun.and_then(|()| this.recorder.within(this.scope, &mut this.taken, poll));
        this.seat.set_polled(false);
        let ending = match polled {
            Ok(Poll::Ready(outcome)) => Ending::from(outcome),
            Err(payload) => Ending::Panic(panics::message(&*payload)),
            Ok(Poll::Pending) => {
                this.waited = true;
                ready!(this.limit.poll(cx));
                Ending::Timeout(this.limit.time)
            }
        };
        Poll::Ready(Attempted {
            ending,
            taken: this.taken,
            waited: this.waited,
        })
    }
}

impl Drop for Attempt<'_> {
    /// What is left of the body is dropped when it is not waited for any more.
    fn drop(&mut self) {
        self.body.end();
    }
}

/// How long an iteration may take.
///
/// There is one timer for all iterations of a user, which is moved only when it fires: one
/// for each would cost more than a short iteration does.
#[derive(Debug)]
pub(super) struct Limit {
    time: Duration,
    /// The beginning of the part of the load.
    origin: Instant,
    begun: Moment,
    timer: Pin<Box<Sleep>>,
    /// The timer will wake the task: all polls are of the same one.
    armed: bool,
}

impl Limit {
    pub(super) fn new(origin: Instant, time: Duration) -> Self {
        let timer = tokio::time::sleep_until(after(Instant::now(), time));
        Self {
            time,
            origin,
            begun: Moment::default(),
            timer: Box::pin(timer),
            armed: false,
        }
    }

    /// An iteration begins.
    pub(super) fn begin(&mut self, now: Moment) {
        self.begun = now;
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.armed && !self.timer.is_elapsed() {
            return Poll::Pending;
        }
        loop {
            self.armed = true;
            ready!(self.timer.as_mut().poll(cx));
            self.armed = false;
            let begun = self.begun.after(self.origin);
            if begun.elapsed() >= self.time {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(after(begun, self.time));
        }
    }
}

/// As far ahead as the clock goes where the time is longer.
fn after(now: Instant, time: Duration) -> TokioInstant {
    let after = now.checked_add(time);
    after
        .unwrap_or_else(|| now + Duration::from_secs(1 << 32))
        .into()
}
