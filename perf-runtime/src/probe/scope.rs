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
    seen: Seen,
    /// `perf.measure(..)` was called: only what lies inside of it counts.
    narrowing: Option<Box<Narrowing>>,
}

#[derive(Debug, Default)]
struct Narrowing {
    depth: usize,
    since: Option<(Instant, Mark)>,
}

impl Window {
    /// Nothing that comes now counts.
    fn is_outside(&self) -> bool {
        self.narrowing.as_ref().is_some_and(|it| it.depth == 0)
    }
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
    fn clear(&mut self) {
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
        if window.is_outside() {
            window.seen.outside.push(entry);
        } else {
            window.seen.log.push(entry);
        }
        true
    }

    /// A connection was taken from a pool.
    pub(super) fn acquired(&self, wait: Wait) {
        let mut window = lock(&self.window);
        if self.closed.load(Ordering::Acquire) || window.is_outside() {
            return;
        }
        self.used.store(true, Ordering::Release);
        window.seen.waits.push(wait);
    }

    /// From here on statements are late.
    pub(crate) fn close(&self) {
        let _ordered = lock(&self.window);
        self.closed.store(true, Ordering::Release);
    }

    /// What was seen until now; the scope is empty afterwards.
    pub(crate) fn take(&self) -> Seen {
        let mut window = lock(&self.window);
        self.used.store(false, Ordering::Relaxed);
        std::mem::take(&mut *window).seen
    }

    /// Shows what was seen until now, and keeps the room for it; the scope is empty afterwards. Nothing where nothing was seen.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Seen) -> T) -> Option<T> {
        if !self.used.load(Ordering::Acquire) {
            return None;
        }
        let mut window = lock(&self.window);
        self.used.store(false, Ordering::Relaxed);
        let looked = look(&window.seen);
        window.seen.clear();
        window.narrowing = None;
        Some(looked)
    }

    /// Narrows the scope to what happens until the guard is dropped.
    pub(crate) fn measure(&self) -> Measured<'_> {
        let mut window = lock(&self.window);
        self.used.store(true, Ordering::Release);
        let Window { seen, narrowing } = &mut *window;
        let narrowing = narrowing.get_or_insert_with(|| {
            seen.waits = Waits::default();
            seen.outside = std::mem::take(&mut seen.log);
            seen.narrowed = Some(Box::default());
            Box::default()
        });
        narrowing.depth += 1;
        if narrowing.depth == 1 {
            let mark = self.account.as_ref().map(|account| account.mark());
            narrowing.since = Some((Instant::now(), mark.unwrap_or_default()));
        }
        Measured(self)
    }
}

/// Ends a part opened by [`Scope::measure`].
pub(crate) struct Measured<'a>(&'a Scope);

impl Drop for Measured<'_> {
    fn drop(&mut self) {
        let mut window = lock(&self.0.window);
        let Window { seen, narrowing } = &mut *window;
        // None where it was taken away meanwhile.
        let (Some(narrowing), Some(inside)) = (narrowing, &mut seen.narrowed) else {
            return;
        };
        narrowing.depth = narrowing.depth.saturating_sub(1);
        if narrowing.depth == 0
            && let Some((since, mark)) = narrowing.since.take()
        {
            inside.elapsed += since.elapsed();
            if let Some(account) = &self.0.account {
                inside.heap = inside.heap.and(account.since(&mark));
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
    fn who_looks_sees_all_since_the_last_look() {
        let scope = Scope::default();
        let look = || scope.look(|seen| (seen.log.len(), seen.outside.len(), seen.waits.sum.count));
        assert_eq!(look(), None, "nothing yet");
        scope.push(entry());
        scope.acquired(wait(1));
        assert_eq!(look(), Some((1, 0, 1)));
        assert_eq!(look(), None, "it was shown");
        scope.push(entry());
        drop(scope.measure());
        assert_eq!(look(), Some((0, 1, 0)));
        scope.push(entry());
        assert_eq!(look(), Some((1, 0, 0)), "no longer narrowed");
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
