//! Arrivals of an open model that wait for somebody to run them.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::sync::lock;

/// Arrivals that wait at the most: a rate far beyond what can be run must not fill the memory.
const ROOM: usize = 100_000;

/// An iteration that is to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    /// Different for each, over the whole load.
    pub(super) number: u64,
    /// When it is to begin. What comes after that is latency, whoever is to blame.
    pub(super) at: Instant,
}

/// First come, first served.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    /// One for each arrival that was put in.
    tickets: Semaphore,
    /// How long an arrival waits before it goes away.
    patience: Duration,
}

#[derive(Debug, Default)]
struct Waiting {
    arrivals: VecDeque<Arrival>,
    dropped: u64,
}

impl Queue {
    pub(super) fn new(patience: Duration) -> Self {
        Self {
            waiting: Mutex::default(),
            tickets: Semaphore::new(0),
            patience,
        }
    }

    pub(super) fn push(&self, arrival: Arrival) {
        let mut waiting = lock(&self.waiting);
        if waiting.arrivals.len() >= ROOM {
            waiting.dropped += 1;
            return;
        }
        waiting.arrivals.push_back(arrival);
        drop(waiting);
        self.tickets.add_permits(1);
    }

    /// The next arrival, when it is there; none when there are no more.
    pub(super) async fn next(&self) -> Option<Arrival> {
        loop {
            self.tickets.acquire().await.ok()?.forget();
            if let Some(arrival) = self.pop(Instant::now()) {
                return Some(arrival);
            }
        }
    }

    /// The first that is still there.
    fn pop(&self, now: Instant) -> Option<Arrival> {
        let mut waiting = lock(&self.waiting);
        let arrival = waiting.arrivals.pop_front()?;
        if now.saturating_duration_since(arrival.at) <= self.patience {
            return Some(arrival);
        }
        waiting.dropped += 1;
        None
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        lock(&self.waiting).arrivals.is_empty()
    }

    /// No more come, and those that wait go away.
    pub(super) fn close(&self) {
        let mut waiting = lock(&self.waiting);
        waiting.dropped += waiting.arrivals.len() as u64;
        waiting.arrivals.clear();
        self.tickets.close();
    }

    /// Arrivals that nobody ran.
    pub(super) fn dropped(&self) -> u64 {
        lock(&self.waiting).dropped
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_arrival_is_run_once_or_dropped_never_both() {
        let (queue, now) = (Queue::new(SECOND), Instant::now());
        let long_ago = now
            .checked_sub(10 * SECOND)
            .expect("the machine is up for longer");
        assert!(queue.next().now_or_never().is_none(), "nobody is there yet");
        for (number, at) in [(0, now), (1, long_ago), (2, now), (3, now)] {
            queue.push(Arrival { number, at });
        }
        let next = || queue.next().now_or_never().flatten().map(|it| it.number);
        assert_eq!((next(), next()), (Some(0), Some(2)));
        assert_eq!(queue.dropped(), 1, "it waited for too long");
        queue.close();
        assert_eq!((next(), queue.dropped()), (None, 2), "it came too late");
        assert!(queue.is_empty());
    }

    #[test]
    fn memory_does_not_grow() {
        let queue = Queue::new(SECOND);
        for number in 0..ROOM as u64 + 5 {
            let at = Instant::now();
            queue.push(Arrival { number, at });
        }
        assert_eq!(queue.dropped(), 5);
    }
}
