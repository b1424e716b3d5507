//! The counters of one thread.

use std::hint::cold_path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

use crate::sync::lock;

/// What one thread took and gave back, written by that thread alone and read by any: plain loads and stores, each
/// counter by itself. On a line of its own, so that two threads do not write to one.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Block {
    allocations: AtomicU64,
    reallocations: AtomicU64,
    bytes: AtomicU64,
    /// Taken less given back. Negative where the thread frees what another has allocated.
    live: AtomicI64,
    /// The largest `live`.
    peak: AtomicI64,
    /// The smallest.
    low: AtomicI64,
    /// What this crate itself took less what it gave back, which is left out of `live`.
    ours: AtomicI64,
}

/// The counters at one moment.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) allocations: u64,
    pub(super) reallocations: u64,
    pub(super) bytes: u64,
    pub(super) live: i64,
    pub(super) peak: i64,
    pub(super) low: i64,
    pub(super) ours: i64,
}

impl Counts {
    /// What changes with whatever the thread does.
    pub(super) fn moves(&self) -> (u64, u64, i64) {
        (self.allocations, self.reallocations, self.live)
    }
}

/// How often is tried to find a thread between two allocations.
const TRIES: usize = 100;

/// Blocks that no case uses. They are never freed: a thread that was left behind may still write to its own.
static POOL: Mutex<Vec<&'static Block>> = Mutex::new(Vec::new());

#[expect(
    clippy::cast_possible_wrap,
    reason = "no object is larger than half of the address space"
)]
pub(super) fn signed(size: usize) -> i64 {
    size as i64
}

impl Block {
    /// A block of zeros.
    pub(super) fn new() -> &'static Self {
        let Some(block) = lock(&POOL).pop() else {
            return Box::leak(Box::default());
        };
        block.set(Counts::default());
        block
    }

    /// No thread writes to it any more.
    pub(super) fn give_back(&'static self) {
        lock(&POOL).push(self);
    }

    #[inline]
    pub(super) fn allocated(&self, size: usize) {
        add(&self.allocations, 1);
        add(&self.bytes, size as u64);
        self.grow(signed(size));
    }

    #[inline]
    pub(super) fn freed(&self, size: usize) {
        self.shrink(signed(size));
    }

    /// Only what it grew by is new.
    #[inline]
    pub(super) fn reallocated(&self, old: usize, new: usize) {
        add(&self.reallocations, 1);
        if new > old {
            add(&self.bytes, (new - old) as u64);
            self.grow(signed(new - old));
        } else {
            self.shrink(signed(old - new));
        }
    }

    /// Most often there is no new extreme: then no branch is taken.
    #[inline]
    fn grow(&self, size: i64) {
        let live = self.live.load(Relaxed) + size;
        self.live.store(live, Relaxed);
        if live > self.peak.load(Relaxed) {
            cold_path();
            self.peak.store(live, Relaxed);
        }
    }

    #[inline]
    fn shrink(&self, size: i64) {
        let live = self.live.load(Relaxed) - size;
        self.live.store(live, Relaxed);
        if live < self.low.load(Relaxed) {
            cold_path();
            self.low.store(live, Relaxed);
        }
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            allocations: self.allocations.load(Relaxed),
            reallocations: self.reallocations.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
            live: self.live.load(Relaxed),
            peak: self.peak.load(Relaxed),
            low: self.low.load(Relaxed),
            ours: self.ours.load(Relaxed),
        }
    }

    /// Calls by which memory was got, and bytes: what is asked before and after each poll.
    #[inline]
    pub(super) fn taken(&self) -> (u64, u64) {
        let calls = self.allocations.load(Relaxed) + self.reallocations.load(Relaxed);
        (calls, self.bytes.load(Relaxed))
    }

    /// What is held now is the most and the least from here on: the counters at this moment, and whether that is so. It is not where
    /// the thread that writes here does not pause. Of one that is in the middle of an allocation, that one may be of before.
    pub(super) fn mark(&self) -> (Counts, bool) {
        let mut now = self.counts();
        for _ in 0..TRIES {
            self.peak.store(now.live, Relaxed);
            self.low.store(now.live, Relaxed);
            let before = std::mem::replace(&mut now, self.counts());
            if before.moves() == now.moves() {
                return (now, true);
            }
        }
        (now, false)
    }

    /// By the thread that it is of, or while it is of none.
    pub(super) fn set(&self, counts: Counts) {
        self.allocations.store(counts.allocations, Relaxed);
        self.reallocations.store(counts.reallocations, Relaxed);
        self.bytes.store(counts.bytes, Relaxed);
        self.live.store(counts.live, Relaxed);
        self.peak.store(counts.peak, Relaxed);
        self.low.store(counts.low, Relaxed);
        self.ours.store(counts.ours, Relaxed);
    }
}

/// There is one writer: no instruction need lock the line.
#[inline]
fn add(counter: &AtomicU64, n: u64) {
    counter.store(counter.load(Relaxed) + n, Relaxed);
}
