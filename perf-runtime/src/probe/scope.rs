//! A scope: one run of a body, or one iteration of a load, with the statements that belong to it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::log::{Entry, Log};
use super::memory::{Account, Heap, Mark};
use super::waits::{Wait, Waits};
use crate::sync::lock;

/// Collects the statements of one run of a body.
///
/// What each iteration of a load asks lies first, in the line of the processor's cache in which it asks whose scope it is.
#[derive(Debug, Default)]
#[repr(C)]
pub(crate) struct Scope {
    /// There may be something in the window: most often there is nothing, and it is known without a lock.
    used: AtomicBool,
    /// The body is over: what comes now is late.
    closed: AtomicBool,
    window: Mutex<Window>,
    /// The heap of the case.
    account: Option<Arc<Account>>,
}

/// What was measured, and what was left out of it.
#[derive(Debug, Default)]
struct Window {
    log: Log,
    waits: Waits,
    /// `perf.measure(..)` was called: only what lies inside of it counts.
    narrowed: Option<Box<Narrowed>>,
}

#[derive(Debug, Default)]
struct Narrowed {
    outside: Log,
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
    /// What lies inside of `perf.measure(..)`, where it was used.
    pub(crate) narrowed: Option<Box<Inside>>,
}

impl Seen {
    /// As if nothing had been seen; the room for statements is kept.
    pub(crate) fn clear(&mut self) {
        self.log.clear();
        self.waits.clear();
        if self.narrowed.take().is_some() {
            self.outside = Log::default();
        }
    }
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
        self.used.store(true, Ordering::Release);
        match &mut window.narrowed {
            Some(narrowed) if narrowed.depth == 0 => narrowed.outside.push(entry),
            _ => window.log.push(entry),
        }
        true
    }

    /// A connection was taken from a pool.
    pub(super) fn acquired(&self, wait: Wait) {
        let mut window = lock(&self.window);
        let is_outside = |narrowed: &Narrowed| narrowed.depth == 0;
        if self.closed.load(Ordering::Acquire) || window.narrowed.as_deref().is_some_and(is_outside)
        {
            return;
        }
        self.used.store(true, Ordering::Release);
        window.waits.push(wait);
    }

    /// From here on statements are late.
    pub(crate) fn close(&self) {
        let _ordered = lock(&self.window);
        self.closed.store(true, Ordering::Release);
    }

    /// What was seen until now; the scope is empty afterwards.
    pub(crate) fn take(&self) -> Seen {
        let mut seen = Seen::default();
        self.take_into(&mut seen);
        seen
    }

    /// The same into what is [empty](Seen::clear), whose room for statements becomes that of the scope. Gives `false` where
    /// there was nothing.
    pub(crate) fn take_into(&self, seen: &mut Seen) -> bool {
        if !self.used.load(Ordering::Acquire) {
            return false;
        }
        let mut window = lock(&self.window);
        self.used.store(false, Ordering::Relaxed);
        std::mem::swap(&mut window.log, &mut seen.log);
        std::mem::swap(&mut window.waits, &mut seen.waits);
        if let Some(narrowed) = window.narrowed.take() {
            seen.outside = narrowed.outside;
            seen.narrowed = Some(Box::new(narrowed.inside));
        }
        true
    }

    /// Narrows the scope to what happens until the guard is dropped.
    pub(crate) fn measure(&self) -> Measured<'_> {
        let mut window = lock(&self.window);
        self.used.store(true, Ordering::Release);
        let Window {
            log,
            waits,
            narrowed,
        } = &mut *window;
        let narrowed = narrowed.get_or_insert_with(|| {
            *waits = Waits::default();
            Box::new(Narrowed {
                outside: std::mem::take(log),
                ..Narrowed::default()
            })
        });
        narrowed.depth += 1;
        if narrowed.depth == 1 {
            let mark = self.account.as_ref().map(|account| account.mark());
            narrowed.since = Some((Instant::now(), mark.unwrap_or_default()));
        }
        Measured(self)
    }
}

/// Ends a part opened by [`Scope::measure`].
pub(crate) struct Measured<'a>(&'a Scope);

impl Drop for Measured<'_> {
    fn drop(&mut self) {
        let mut window = lock(&self.0.window);
        // None where it was taken away meanwhile.
        let Some(narrowed) = &mut window.narrowed else {
            return;
        };
        narrowed.depth = narrowed.depth.saturating_sub(1);
        if narrowed.depth == 0
            && let Some((since, mark)) = narrowed.since.take()
        {
            narrowed.inside.elapsed += since.elapsed();
            if let Some(account) = &self.0.account {
                narrowed.inside.heap = narrowed.inside.heap.and(account.since(&mark));
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
