//! The account of a case: the counters of all of its threads.

use std::sync::{Arc, Mutex};

use super::aside::Aside;
use super::block::{Block, Counts};
use super::heap::{self, Heap, Thread};
use super::{here, stray};
use crate::sync::lock;

/// What the threads of one case take from the heap.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Of every thread that there was; they only become more.
    blocks: Mutex<Vec<&'static Block>>,
}

/// A thread counts for an account, until it is dropped on that thread.
#[derive(Debug)]
pub(crate) struct Attached {
    before: Option<&'static Block>,
    // The block goes back to the pool with the account, and so not while a thread writes to it.
    _account: Arc<Account>,
}

/// A moment from which on is counted.
#[derive(Debug, Default)]
pub(crate) struct Mark {
    counts: Vec<Counts>,
    /// The thread that it was taken on, whose extremes were set back.
    fresh: Option<usize>,
}

impl Account {
    /// Counts what this thread allocates from here on.
    pub(crate) fn attach(self: &Arc<Self>) -> Attached {
        let _aside = Aside::begin();
        let block = Block::new();
        lock(&self.blocks).push(block);
        Attached {
            _account: Arc::clone(self),
            before: here::replace(Some(block)),
        }
    }

    /// Begins a part that is measured, on a thread of the case.
    pub(crate) fn mark(&self) -> Mark {
        let aside = Aside::begin();
        let blocks = lock(&self.blocks);
        let own = here::block();
        let fresh = blocks
            .iter()
            .position(|block| own.is_some_and(|own| std::ptr::eq(own, *block)));
        let mut mark = Mark {
            counts: Vec::with_capacity(blocks.len()),
            fresh,
        };
        drop(aside);
        if let Some(own) = own {
            let counts = own.counts();
            own.set(Counts {
                peak: counts.live,
                low: counts.live,
                ..counts
            });
        }
        mark.counts
            .extend(blocks.iter().map(|block| block.counts()));
        mark
    }

    /// Bytes that the case's threads hold, and those that all threads of the process hold; the second only while they are
    /// [watched](super::Watch), and both over an unknown beginning.
    pub(crate) fn held(&self) -> (i64, i64) {
        let held = |block: &&Block| {
            let counts = block.counts();
            counts.live + counts.ours
        };
        let own = lock(&self.blocks)
            .iter()
            .copied()
            .map(|block| held(&block))
            .sum();
        (own, own + stray::live())
    }

    /// What all threads took since then.
    pub(crate) fn since(&self, mark: &Mark) -> Heap {
        let blocks = lock(&self.blocks);
        let room = Aside::begin();
        let mut threads = Vec::with_capacity(blocks.len());
        drop(room);
        threads.extend(blocks.iter().enumerate().map(|(index, block)| Thread {
            before: mark.counts.get(index).copied().unwrap_or_default(),
            after: block.counts(),
            is_fresh: mark.fresh == Some(index),
        }));
        let _aside = Aside::begin();
        let heap = heap::of(&threads);
        drop(threads);
        heap
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        for block in lock(&self.blocks).drain(..) {
            block.give_back();
        }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        here::replace(self.before);
    }
}
