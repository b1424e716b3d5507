//! What threads take and give back that are no case's, while somebody wants to know.
//!
//! Memory may be freed by another thread than the one that took it. Where a case is asked whether it leaks, the process
//! as a whole is looked at, and these threads share one counter. Threads whose allocations are [sampled](super::sampling) come this
//! way too. At all other times there is only a flag to look at.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed};

use super::block::signed;
use super::sampling;

/// How many want to know.
static LOOKING: AtomicUsize = AtomicUsize::new(0);
static WATCHED: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicI64 = AtomicI64::new(0);

/// Somebody wants to know, until it is dropped.
#[derive(Debug)]
pub(super) struct Looking(());

impl Looking {
    pub(super) fn begin() -> Self {
        LOOKING.fetch_add(1, Relaxed);
        Self(())
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        LOOKING.fetch_sub(1, Relaxed);
    }
}

/// Threads of no case are counted too, until it is dropped. One at a time.
#[derive(Debug)]
pub(crate) struct Watch {
    _looking: Looking,
}

impl Watch {
    pub(crate) fn begin() -> Self {
        LIVE.store(0, Relaxed);
        WATCHED.store(true, Relaxed);
        Self {
            _looking: Looking::begin(),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHED.store(false, Relaxed);
    }
}

#[inline]
fn is_looked_at() -> bool {
    LOOKING.load(Relaxed) > 0
}

#[inline]
pub(super) fn allocated(memory: *mut u8, size: usize) {
    #[cold]
    fn seen(memory: *mut u8, size: usize) {
        moved(signed(size));
        sampling::allocated(memory.addr(), size);
    }
    if is_looked_at() {
        seen(memory, size);
    }
}

#[inline]
pub(super) fn freed(memory: *mut u8, size: usize) {
    #[cold]
    fn seen(memory: *mut u8, size: usize) {
        moved(-signed(size));
        sampling::freed(memory.addr(), size);
    }
    if is_looked_at() {
        seen(memory, size);
    }
}

#[inline]
pub(super) fn reallocated(from: *mut u8, to: *mut u8, old: usize, new: usize) {
    #[cold]
    fn seen(from: *mut u8, to: *mut u8, old: usize, new: usize) {
        moved(signed(new) - signed(old));
        sampling::reallocated(from.addr(), to.addr(), old, new);
    }
    if is_looked_at() {
        seen(from, to, old, new);
    }
}

/// Taken where it is positive, given back where it is negative.
fn moved(size: i64) {
    if WATCHED.load(Relaxed) {
        LIVE.fetch_add(size, Relaxed);
    }
}

pub(super) fn live() -> i64 {
    LIVE.load(Relaxed)
}
