//! The thread that lets the iterations of an open model arrive, each at its time.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::distribution::Distribution;
use super::queue::{Arrival, Queue};
use crate::sync::lock;

/// How long arrivals may still wait when no more come. Less where an iteration is given up sooner: what
/// is given up then makes no room.
const GRACE: Duration = Duration::from_secs(2);

/// How often it is looked whether anybody still waits.
const LOOK: Duration = Duration::from_millis(5);

/// The longest sleep from which the thread wakes to see whether it is to end.
const SLEEP: Duration = Duration::from_millis(100);

/// The part of a load that is driven by the clock.
#[derive(Debug)]
pub(super) struct Pacer {
    pub(super) queue: Queue,
    /// How much later than asked each arrival was let in, in nanoseconds.
    lateness: Mutex<Distribution>,
    is_over: AtomicBool,
    /// How long arrivals may still wait when no more come.
    grace: Duration,
}

impl Pacer {
    /// An arrival waits no longer than an iteration may take.
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            queue: Queue::new(timeout),
            lateness: Mutex::default(),
            is_over: AtomicBool::new(false),
            grace: GRACE.min(timeout / 2),
        }
    }

    /// Lets them arrive, the first with this number, on a thread of its own, which goes on until `end` where the
    /// load is to last so long.
    pub(super) fn start(
        self: &Arc<Self>,
        begun: Instant,
        end: Option<Instant>,
        first: u64,
        arrivals: impl Iterator<Item = Duration> + Send + 'static,
    ) -> io::Result<()> {
        let pacer = Arc::clone(self);
        let run = move || pacer.run(begun, end, first, arrivals);
        thread::Builder::new()
            .name("perf-pacer".to_owned())
            .spawn(run)
            .map(drop)
    }

    fn run(
        &self,
        begun: Instant,
        end: Option<Instant>,
        first: u64,
        arrivals: impl Iterator<Item = Duration>,
    ) {
        wake_on_time();
        for (number, offset) in (first..).zip(arrivals) {
            // A clock does not go beyond what an `Instant` holds.
            let Some(at) = begun.checked_add(offset) else {
                break;
            };
            if !self.sleep_until(at) {
                break;
            }
            let late = at.elapsed();
            self.queue.push(Arrival { number, at });
            lock(&self.lateness).record(u64::try_from(late.as_nanos()).unwrap_or(u64::MAX));
        }
        if let Some(end) = end {
            self.sleep_until(end);
        }
        let ended = Instant::now();
        while !self.queue.is_empty() && ended.elapsed() < self.grace && !self.is_over() {
            thread::sleep(LOOK);
        }
        self.queue.close();
    }

    /// Gives `false` where the load is over before.
    fn sleep_until(&self, at: Instant) -> bool {
        loop {
            if self.is_over() {
                return false;
            }
            let left = at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            thread::sleep(left.min(SLEEP));
        }
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// No more arrivals are let in.
    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.queue.close();
    }

    /// How late the arrivals were let in, in nanoseconds; their number is that of the arrivals.
    pub(super) fn lateness(&self) -> Distribution {
        lock(&self.lateness).clone()
    }
}

/// Linux wakes a thread up to 50 us late, so as to wake several at once, unless it asks for better.
fn wake_on_time() {
    #[cfg(target_os = "linux")]
    {
        // Where it is refused, the thread is late as others are, and its lateness is told.
        let least = std::num::NonZeroU64::new(1);
        let _ = rustix::thread::set_current_timer_slack(least);
    }
}
