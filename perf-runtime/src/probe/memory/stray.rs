//! What threads take and give back that are no case's, while somebody wants to know.
//!
//! Memory may be freed by another thread than the one that took it. Where a case is asked whether it leaks, the process
//! as a whole is looked at, and these threads share one counter; at all other times they only look at a flag.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

static WATCHED: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicI64 = AtomicI64::new(0);

/// Threads of no case are counted too, until it is dropped. One at a time.
#[derive(Debug)]
pub(crate) struct Watch(());

impl Watch {
    pub(crate) fn begin() -> Self {
        LIVE.store(0, Relaxed);
        WATCHED.store(true, Relaxed);
        Self(())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHED.store(false, Relaxed);
    }
}

/// Taken where it is positive, given back where it is negative.
#[inline]
pub(super) fn moved(size: i64) {
    if WATCHED.load(Relaxed) {
        LIVE.fetch_add(size, Relaxed);
    }
}

pub(super) fn live() -> i64 {
    LIVE.load(Relaxed)
}
