//! The iterations of a user, one at a time.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::time::{Instant as TokioInstant, Sleep};

use super::moment::Moment;
use super::seat::Seat;
use super::worst::nanos;
use crate::case::LoadBody;
use crate::fixture::Iteration;
use crate::measurement::Ending;
use crate::probe::Recorder;
use crate::probe::memory::Polled;
use crate::probe::scope::Scope;
use crate::runner::panics;

/// Runs the body of a user, one iteration after the other.
///
/// What came of an iteration stays here, where it is looked at, until the next one begins: to hand it on would be to copy it.
pub(super) struct Attempt<'a> {
    pub(super) body: Pin<&'a mut dyn LoadBody>,
    pub(super) recorder: &'a Recorder,
    pub(super) seat: &'a Seat,
    /// Where its statements belong. None while the body is polled.
    pub(super) scope: Option<Arc<Scope>>,
    pub(super) limit: Limit,
    pub(super) ending: Ending,
    /// What it took from the heap while it was polled, `perf.measure(..)` or not.
    pub(super) taken: Polled,
    /// The body gave its thread to others at least once.
    pub(super) waited: bool,
}

impl Attempt<'_> {
    /// Runs one iteration: it ends with its body, with the body's panic, or when its time is up.
    pub(super) async fn run(&mut self, iteration: &Iteration, at: Moment) {
        self.limit.begin(at);
        self.ending = Ending::Ok;
        self.taken = Polled::default();
        self.waited = false;
        self.seat.set_polled(true);
        let begun = catch_unwind(AssertUnwindSafe(|| self.body.as_mut().begin(iteration)));
        if let Err(payload) = begun {
            return self.end(panicked(Some(payload)));
        }
        poll_fn(|cx| self.poll(cx)).await;
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.seat.set_polled(true);
        let poll = || self.body.as_mut().poll(cx);
        let mut threw = None;
        let polled = (self.recorder).within(&mut self.scope, &mut self.taken, &mut threw, poll);
        self.seat.set_polled(false);
        match polled {
            Some(Poll::Ready(Ok(()))) => {}
            Some(Poll::Ready(Err(text))) => self.ending = Ending::Error(*text),
            Some(Poll::Pending) => {
                self.waited = true;
                ready!(self.limit.poll(cx));
                self.end(Ending::Timeout(self.limit.time));
            }
            None => self.end(panicked(threw)),
        }
        Poll::Ready(())
    }

    /// It did not come to its end by itself: what is left of the body is dropped.
    #[cold]
    fn end(&mut self, ending: Ending) {
        self.seat.set_polled(false);
        self.ending = ending;
        self.body.as_mut().end();
    }

    /// An iteration that ended by itself, but later than it may, is late all the same.
    pub(super) fn is_over_after(&mut self, ns: u64) {
        if ns > nanos(self.limit.time) && self.ending == Ending::Ok {
            self.ending = Ending::Timeout(self.limit.time);
        }
    }
}

#[cold]
fn panicked(threw: Option<Box<dyn Any + Send>>) -> Ending {
    Ending::Panic(threw.map_or_else(String::new, |payload| panics::message(&*payload)))
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
