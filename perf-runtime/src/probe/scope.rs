//! A scope: one run of a body, or one iteration of a load, with the statements that belong to it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::log::{Entry, Log};
use super::memory::{Account, Heap, Mark, Polled};
use super::waits::{Wait, Waits};
use crate::sync::lock;

/// Collects the statements of one run of a body.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    window: Mutex<Window>,
    /// The body is over: what comes now is late.
    closed: AtomicBool,
    /// What the threads that polled it took meanwhile, one at a time.
    calls: AtomicU64,
    bytes: AtomicU64,
    /// The heap of the case.
    account: Option<Arc<Account>>,
}

/// What was measured, and what was left out of it.
#[derive(Debug, Default)]
struct Window {
    log: Log,
    outside: Log,
    waits: Waits,
    /// `perf.measure(..)` was called: only what lies inside of it counts.
    narrowed: bool,
    depth: usize,
    since: Option<(Instant, Mark)>,
    inside: Inside,
}

/// What lies inside of `perf.measure(..)`, all parts together.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Inside {
    pub(crate) elapsed: Duration,
    pub(crate) heap: Heap,
}

/// What a scope saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The statements that count.
    pub(crate) log: Log,
    /// Statements of the body that lie outside of `perf.measure(..)`.
    pub(crate) outside: Log,
    /// The connections that were taken from a pool, of what counts.
    pub(crate) waits: Waits,
    /// What was taken from the heap while it was polled, `perf.measure(..)` or not.
    pub(crate) taken: Polled,
    /// What lies inside of `perf.measure(..)`, where it was used.
    pub(crate) narrowed: Option<Inside>,
}

impl Scope {
    pub(super) fn new(account: &Arc<Account>) -> Self {
        Self {
            account: Some(Arc::clone(account)),
            ..Self::default()
        }
    }

    /// Gives `false` where the body is over: the statement is late.
    pub(crate) fn push(&self, entry: Entry) -> bool {
        let mut window = lock(&self.window);
        if self.closed.load(Ordering::Acquire) {
            return false;
        }
        if window.narrowed && window.depth == 0 {
            window.outside.push(entry);
        } else {
            window.log.push(entry);
        }
        true
    }

    /// A connection was taken from a pool.
    pub(super) fn acquired(&self, wait: Wait) {
        let mut window = lock(&self.window);
        if self.closed.load(Ordering::Acquire) || (window.narrowed && window.depth == 0) {
            return;
        }
        window.waits.push(wait);
    }

    /// A thread that polled it took so much meanwhile.
    pub(super) fn took(&self, taken: Polled) {
        if taken != Polled::default() {
            // Nobody else polls it meanwhile: no instruction need lock the line.
            self.set_taken(Polled {
                calls: self.calls.load(Ordering::Relaxed) + taken.calls,
                bytes: self.bytes.load(Ordering::Relaxed) + taken.bytes,
            });
        }
    }

    fn set_taken(&self, taken: Polled) {
        self.calls.store(taken.calls, Ordering::Relaxed);
        self.bytes.store(taken.bytes, Ordering::Relaxed);
    }

    /// From here on statements are late.
    pub(crate) fn close(&self) {
        let _ordered = lock(&self.window);
        self.closed.store(true, Ordering::Release);
    }

    /// What was seen until now; the scope is empty afterwards.
    pub(crate) fn take(&self) -> Seen {
        let window = std::mem::take(&mut *lock(&self.window));
        let narrowed = window.narrowed.then_some(window.inside);
        let taken = Polled {
            calls: self.calls.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
        };
        self.set_taken(Polled::default());
        Seen {
            log: window.log,
            outside: window.outside,
            waits: window.waits,
            taken,
            narrowed,
        }
    }

    /// Narrows the scope to what happens until the guard is dropped.
    pub(crate) fn measure(&self) -> Measured<'_> {
        let mut window = lock(&self.window);
        if !window.narrowed {
            window.narrowed = true;
            window.outside = std::mem::take(&mut window.log);
            window.waits = Waits::default();
        }
        window.depth += 1;
        if window.depth == 1 {
            let mark = self.account.as_ref().map(|account| account.mark());
            window.since = Some((Instant::now(), mark.unwrap_or_default()));
        }
        Measured(self)
    }
}

/// Ends a part opened by [`Scope::measure`].
pub(crate) struct Measured<'a>(&'a Scope);

impl Drop for Measured<'_> {
    fn drop(&mut self) {
        let mut window = lock(&self.0.window);
        window.depth = window.depth.saturating_sub(1);
        if window.depth == 0
            && let Some((since, mark)) = window.since.take()
        {
            window.inside.elapsed += since.elapsed();
            if let Some(account) = &self.0.account {
                window.inside.heap = window.inside.heap.and(account.since(&mark));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            text: 0,
            stack: None,
            rows: 0,
            elapsed: Duration::ZERO,
            ended: Instant::now(),
            cost: None,
        }
    }

    fn wait(ms: u64) -> Wait {
        Wait {
            ended: Instant::now(),
            elapsed: Duration::from_millis(ms),
        }
    }

    #[test]
    fn measure_narrows_to_what_is_inside() {
        let scope = Scope::default();
        scope.push(entry());
        scope.acquired(wait(1));
        {
            let _outer = scope.measure();
            scope.push(entry());
            let _inner = scope.measure();
            scope.acquired(wait(2));
            scope.push(entry());
        }
        scope.push(entry());
        scope.acquired(wait(4));
        let seen = scope.take();
        assert_eq!((seen.log.len(), seen.outside.len()), (2, 2));
        assert_eq!(seen.waits.sum.known(), Some(Duration::from_millis(2)));
        assert!(seen.narrowed.is_some());
    }

    #[test]
    fn what_comes_after_the_end_is_late() {
        let scope = Scope::default();
        assert!(scope.push(entry()));
        scope.close();
        assert!(!scope.push(entry()));
        scope.acquired(wait(1));
        let seen = scope.take();
        assert_eq!((seen.log.len(), seen.waits.sum.count), (1, 0));
        assert!(seen.narrowed.is_none());
    }
}
