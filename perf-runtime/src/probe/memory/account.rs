//! The account of a case: the counters of all of its threads.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::aside::Aside;
use super::block::{Block, Counts};
use super::heap::{self, Heap, Thread};
use super::ledger::{Ledger, Taken};
use super::sampling::{self, Sampled, Sampling};
use super::{here, stray};
use crate::probe::log::StackId;
use crate::sync::lock;

/// How long a thread that is not the case's own may take to put away what it did for it.
const SETTLE: Duration = Duration::from_millis(100);

/// What the threads of one case take from the heap, and those of others while they work for it.
#[derive(Debug, Default)]
pub(crate) struct Account {
    blocks: Mutex<Blocks>,
    /// The number of the pass, where call stacks are taken of what its threads take, and nothing is counted.
    sampled: Option<u64>,
}

#[derive(Debug, Default)]
struct Blocks {
    /// They only become more.
    all: Vec<&'static Block>,
    /// Those that no thread writes to now: the next one that comes does.
    idle: Vec<&'static Block>,
    /// Threads that are not the case's own, and work for it at this moment.
    guests: usize,
    /// How often one came.
    visits: u64,
    /// The most that all held at a [look](Account::look), since the last mark.
    most: Option<i64>,
}

/// Whose thread it is that counts for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    TheCases,
    /// A driver's, while it works for the case: for the statement that was asked for by this call stack.
    AGuests(Option<StackId>),
}

/// A thread counts for an account, until it is dropped on that thread.
#[derive(Debug)]
pub(crate) struct Attached {
    /// None on a thread that is sampled.
    block: Option<&'static Block>,
    before: (Option<&'static Block>, Option<Sampled>),
    whose: Whose,
    // The block goes back to the pool with the account, and so not while a thread writes to it.
    account: Arc<Account>,
}

/// A moment from which on is counted.
#[derive(Debug, Default)]
pub(crate) struct Mark {
    /// The counters of each block, and whether its extremes were set back.
    blocks: Vec<(Counts, bool)>,
    visits: u64,
}

impl Account {
    /// Has the threads sampled, for this pass.
    pub(crate) fn sampled(sampling: &Sampling) -> Self {
        Self {
            blocks: Mutex::default(),
            sampled: Some(sampling.pass),
        }
    }

    /// Counts what this thread allocates from here on.
    pub(crate) fn attach(self: &Arc<Self>, whose: Whose) -> Attached {
        let _aside = Aside::begin();
        let mut blocks = lock(&self.blocks);
        if let Whose::AGuests(_) = whose {
            blocks.guests += 1;
            blocks.visits += 1;
        }
        let block = self.sampled.is_none().then(|| blocks.any_idle());
        drop(blocks);
        let sampled = self.sampled.map(|pass| Sampled { pass, whose });
        Attached {
            block,
            before: (here::replace(block), sampling::replace(sampled)),
            whose,
            account: Arc::clone(self),
        }
    }

    /// Begins a run, where it is sampled.
    pub(crate) fn begin_run(&self) {
        self.sample(Ledger::begin_run);
    }

    /// Ends a run, where it is sampled.
    pub(crate) fn end_run(&self) {
        self.sample(Ledger::end_run);
    }

    /// Forgets what was sampled until now.
    pub(crate) fn forget(&self) {
        self.sample(Ledger::clear);
    }

    /// What was taken in the last run, or in all where they add up, if it is sampled.
    pub(crate) fn taken(&self) -> Option<Taken> {
        let _aside = Aside::begin();
        self.sample(|ledger| ledger.taken())
    }

    fn sample<T>(&self, act: impl FnOnce(&mut Ledger) -> T) -> Option<T> {
        sampling::with(self.sampled?, act)
    }

    /// A thread of the case or a guest has done something for it: what all hold now is surely held at once. It is only known
    /// while no more than one other thread moves.
    pub(crate) fn look(&self) {
        let mut blocks = lock(&self.blocks);
        if blocks.all.len() - blocks.idle.len() <= 2 {
            let live = blocks.all.iter().map(|block| block.counts().live).sum();
            blocks.most = blocks.most.max(Some(live));
        }
    }

    /// Waits until no thread but the case's own works for it: a driver puts away what it used when the answer is already there.
    pub(crate) fn settle(&self) {
        let begun = Instant::now();
        while lock(&self.blocks).guests > 0 && begun.elapsed() < SETTLE {
            thread::sleep(Duration::from_micros(20));
        }
    }

    /// Begins a part that is measured, on a thread of the case.
    pub(crate) fn mark(&self) -> Mark {
        self.sample(Ledger::begin_part);
        let aside = Aside::begin();
        let mut blocks = lock(&self.blocks);
        blocks.most = None;
        let mut mark = Mark {
            blocks: Vec::with_capacity(blocks.all.len()),
            visits: blocks.visits,
        };
        drop(aside);
        mark.blocks
            .extend(blocks.all.iter().map(|block| block.mark()));
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
            .all
            .iter()
            .copied()
            .map(|block| held(&block))
            .sum();
        (own, own + stray::live())
    }

    /// What all threads took since then.
    pub(crate) fn since(&self, mark: &Mark) -> Heap {
        self.sample(Ledger::end_part);
        let blocks = lock(&self.blocks);
        let room = Aside::begin();
        let mut threads = Vec::with_capacity(blocks.all.len());
        drop(room);
        threads.extend(blocks.all.iter().enumerate().map(|(index, block)| {
            // A block that came since began with zeros.
            let (before, is_fresh) = mark.blocks.get(index).copied().unwrap_or_default();
            Thread {
                before,
                after: block.counts(),
                is_fresh,
            }
        }));
        let _aside = Aside::begin();
        let mut heap = heap::of(&threads);
        if let Some(most) = blocks.most {
            let before: i64 = threads.iter().map(|thread| thread.before.live).sum();
            heap.peak.rises_to(most - before);
        }
        heap.has_guests = blocks.visits != mark.visits;
        drop(threads);
        heap
    }
}

impl Blocks {
    fn any_idle(&mut self) -> &'static Block {
        self.idle.pop().unwrap_or_else(|| {
            let block = Block::new();
            self.all.push(block);
            // To be given back without an allocation.
            self.idle.reserve(self.all.len());
            block
        })
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        for block in lock(&self.blocks).all.drain(..) {
            block.give_back();
        }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        let (block, sampled) = self.before;
        here::replace(block);
        sampling::replace(sampled);
        // Here nothing is counted any more, and so nothing is aside.
        let mut blocks = lock(&self.account.blocks);
        if let Whose::AGuests(_) = self.whose {
            blocks.guests -= 1;
        }
        blocks.idle.extend(self.block);
    }
}
