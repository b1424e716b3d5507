//! The allocations of one run by where they were made: what was taken, what was held at the peak, and what is held still.

use std::collections::HashMap;
use std::sync::Arc;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

use super::account::Whose;
use super::block::signed;
use super::heap::Heap;

/// Allocations of a pass whose call stacks are taken, about.
const STACKS: u64 = 10_000;

/// Where an allocation was made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    /// The return addresses, innermost first.
    pub(crate) stack: Arc<[usize]>,
    /// On whose thread.
    pub(crate) whose: Whose,
}

/// Of which allocations the call stack is taken: of all, or of one in so many by chance and of each large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) every: u64,
    /// Bytes from which on an allocation is never passed over.
    large: u64,
}

impl Pace {
    /// The pace for so many runs that each take this.
    pub(crate) fn of(heap: Heap, runs: u64) -> Self {
        Self {
            every: heap.calls().saturating_mul(runs).div_ceil(STACKS).max(1),
            large: heap.bytes.saturating_mul(runs) / STACKS,
        }
    }
}

/// How often memory was asked for, and how much it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Amount {
    pub(crate) calls: u64,
    pub(crate) bytes: u64,
}

impl Amount {
    pub(crate) fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.bytes += other.bytes;
    }

    fn remove(&mut self, other: Self) {
        self.calls -= other.calls;
        self.bytes -= other.bytes;
    }
}

/// What was taken at one place.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) origin: Origin,
    pub(crate) taken: Amount,
    pub(crate) at_peak: Amount,
    pub(crate) held: Amount,
    /// The peak to which `at_peak` belongs. At every later one `held` was held.
    peak: u64,
}

impl Place {
    pub(crate) fn new(origin: Origin) -> Self {
        Self {
            origin,
            taken: Amount::default(),
            at_peak: Amount::default(),
            held: Amount::default(),
            peak: 0,
        }
    }

    /// `held` is about to change: keeps what it was at the last peak. So a peak costs nothing, however many places there are.
    fn settle(&mut self, peak: u64) {
        if self.peak < peak {
            (self.at_peak, self.peak) = (self.held, peak);
        }
    }
}

/// Of a block that is held: its place, and what it stands for there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    place: usize,
    amount: Amount,
}

/// A block that has another size now, and the address at which it lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resized {
    pub(super) address: usize,
    pub(super) old: usize,
    pub(super) new: usize,
}

/// What was seen in one run.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// Of all allocations, also of those whose call stacks were not taken.
    pub(crate) all: Amount,
    /// The most bytes at once, over those at the beginning.
    pub(crate) peak: u64,
    /// Of one in so many allocations the call stack was taken.
    pub(crate) every: u64,
    pub(crate) places: Vec<Place>,
}

/// Writes down what the sampled threads take and give back.
#[derive(Debug)]
pub(super) struct Ledger {
    pace: Pace,
    /// Whether runs add up, for what they leave behind.
    keeps: bool,
    /// Whether what is taken now belongs to what is measured; what is given back is always looked at.
    is_open: bool,
    chance: Rng,
    all: Amount,
    live: i64,
    most: i64,
    /// Which peak it was that was the last.
    peak: u64,
    places: Vec<Place>,
    known: HashMap<Origin, usize>,
    held: HashMap<usize, Held>,
}

impl Ledger {
    pub(super) fn new(pace: Pace, keeps: bool) -> Self {
        Self {
            pace,
            keeps,
            is_open: false,
            // The same code is sampled in the same way.
            chance: Rng::with_seed(0),
            all: Amount::default(),
            live: 0,
            most: 0,
            peak: 0,
            places: Vec::new(),
            known: HashMap::new(),
            held: HashMap::new(),
        }
    }

    /// Forgets what was seen.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.pace, self.keeps);
    }

    pub(super) fn begin_run(&mut self) {
        if !self.keeps {
            self.clear();
        }
        self.is_open = self.keeps;
    }

    pub(super) fn end_run(&mut self) {
        self.is_open = false;
    }

    /// Begins a part that is measured. One within another is all that counts: what was seen until then is forgotten.
    pub(super) fn begin_part(&mut self) {
        if self.keeps {
            return;
        }
        if self.is_open {
            self.clear();
        }
        // A peak is over what was held at the beginning.
        self.held.clear();
        self.live = 0;
        for place in &mut self.places {
            place.settle(self.peak);
            place.held = Amount::default();
        }
        self.is_open = true;
    }

    pub(super) fn end_part(&mut self) {
        self.is_open &= self.keeps;
    }

    /// Whether the call stack of an allocation is to be taken, and for how many it stands.
    pub(super) fn looks_at(&mut self, size: usize) -> Option<u64> {
        if !self.is_open {
            return None;
        }
        let Pace { every, large } = self.pace;
        if every == 1 || size as u64 >= large.max(1) {
            return Some(1);
        }
        (self.chance.u64(..every) == 0).then_some(every)
    }

    /// Memory was taken; where, and for how much like it that stands, if it was looked at.
    pub(super) fn allocated(&mut self, address: usize, size: usize, at: Option<(Origin, u64)>) {
        let to = Resized {
            address,
            old: 0,
            new: size,
        };
        self.moved(None, to, at);
    }

    /// Memory is larger or smaller now, and may lie elsewhere. Only what it grew by is new.
    pub(super) fn reallocated(&mut self, from: usize, to: Resized, at: Option<(Origin, u64)>) {
        let was = self.forget(from);
        self.moved(was, to, at);
    }

    fn moved(
        &mut self,
        was: Option<Held>,
        Resized { address, old, new }: Resized,
        at: Option<(Origin, u64)>,
    ) {
        // Another thread may have given it back to the allocator, and have yet to say so.
        self.forget(address);
        let grown = new.saturating_sub(old);
        let stays = if was.is_some() { new } else { grown };
        if let Some((origin, stands_for)) = at {
            let amount = |size: usize| Amount {
                calls: stands_for,
                bytes: size as u64 * stands_for,
            };
            let place = self.place(origin);
            self.places[place].taken.add(amount(grown));
            self.hold(address, place, amount(stays));
        } else if let Some(Held { place, amount }) = was {
            let calls = amount.calls;
            let bytes = new as u64 * calls;
            self.hold(address, place, Amount { calls, bytes });
        }
        if self.is_open {
            self.all.add(Amount {
                calls: 1,
                bytes: grown as u64,
            });
            self.live += signed(new) - signed(old);
            if self.live > self.most {
                self.most = self.live;
                self.peak += 1;
            }
        }
    }

    /// Memory was given back by one of the threads.
    pub(super) fn freed(&mut self, address: usize, size: usize) {
        self.forget(address);
        self.live -= signed(size);
    }

    fn hold(&mut self, address: usize, place: usize, amount: Amount) {
        let known = &mut self.places[place];
        known.settle(self.peak);
        known.held.add(amount);
        self.held.insert(address, Held { place, amount });
    }

    /// It is not held any more, whoever gave it back.
    pub(super) fn forget(&mut self, address: usize) -> Option<Held> {
        let held = self.held.remove(&address)?;
        let place = &mut self.places[held.place];
        place.settle(self.peak);
        place.held.remove(held.amount);
        Some(held)
    }

    fn place(&mut self, origin: Origin) -> usize {
        let next = self.places.len();
        *self.known.entry(origin).or_insert_with_key(|origin| {
            self.places.push(Place::new(origin.clone()));
            next
        })
    }

    pub(super) fn taken(&self) -> Taken {
        let mut places = self.places.clone();
        for place in &mut places {
            place.settle(self.peak);
        }
        Taken {
            all: self.all,
            peak: u64::try_from(self.most).unwrap_or(0),
            every: self.pace.every,
            places,
        }
    }
}

#[cfg(test)]
mod tests;
