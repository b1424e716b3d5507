//! One iteration under way: it ends with its body, with the body's panic, or when its time is up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::time::{Instant as TokioInstant, Sleep};

use super::seat::Seat;
use crate::measurement::Ending;
use crate::outcome::Outcome;
use crate::runner::panics;

/// A future that runs the body once.
pub(super) struct Attempt<'a, F> {
    body: F,
    limit: &'a mut Limit,
    seat: &'a Seat,
    waited: bool,
}

/// How an attempt ended.
#[derive(Debug)]
pub(super) struct Attempted {
    pub(super) ending: Ending,
    /// The body gave its thread to others at least once.
    pub(super) waited: bool,
}

impl<'a, F: Future<Output = Outcome> + Unpin> Attempt<'a, F> {
    pub(super) fn new(body: F, limit: &'a mut Limit, seat: &'a Seat) -> Self {
        Self {
            body,
            limit,
            seat,
            waited: false,
        }
    }
}

impl<F: Future<Output = Outcome> + Unpin> Future for Attempt<'_, F> {
    type Output = Attempted;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Attempted> {
        self.seat.set_polled(true);
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.body).poll(cx)));
        self.seat.set_polled(false);
        let ending = match polled {
            Ok(Poll::Ready(outcome)) => Ending::from(outcome),
            Err(payload) => Ending::Panic(panics::message(&*payload)),
            Ok(Poll::Pending) => {
                self.waited = true;
                ready!(self.limit.poll(cx));
                Ending::Timeout(self.limit.time)
            }
        };
        Poll::Ready(Attempted {
            ending,
            waited: self.waited,
        })
    }
}

/// How long an iteration may take.
///
/// There is one timer for all iterations of a user, which is moved only when it fires: one
/// for each would cost more than a short iteration does.
#[derive(Debug)]
pub(super) struct Limit {
    time: Duration,
    begun: Instant,
    timer: Pin<Box<Sleep>>,
    /// The timer will wake the task: all polls are of the same one.
    armed: bool,
}

impl Limit {
    pub(super) fn new(time: Duration) -> Self {
        let begun = Instant::now();
        Self {
            time,
            begun,
            timer: Box::pin(tokio::time::sleep_until(after(begun, time))),
            armed: false,
        }
    }

    /// An iteration begins.
    pub(super) fn begin(&mut self, now: Instant) {
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
            if self.begun.elapsed() >= self.time {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(after(self.begun, self.time));
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
