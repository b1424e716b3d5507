//! Where allocations are made: looked at only in a pass of its own, so that no other pays for it.
//!
//! A thread that is sampled has no [block](super::block): it takes the way of a thread of no case, which asks one flag whether
//! anybody wants to know. The stack is taken there, as addresses alone; the lines are looked up when the pass is over.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};

use super::account::Whose;
use super::heap::Heap;
use super::ledger::{Ledger, Origin, Pace, Resized};
use super::stray::Looking;
use crate::probe::site;
use crate::sync::lock;

/// Frames of a stack that are kept.
const DEPTH: usize = 256;

/// The number of the pass that is sampled; 0 if none is.
static SAMPLED: AtomicU64 = AtomicU64::new(0);
static LEDGER: Mutex<Option<Ledger>> = Mutex::new(None);

thread_local! {
    // Neither made nor destroyed at run time, as they are asked from within the allocator.
    static HERE: Cell<Option<Sampled>> = const { Cell::new(None) };
    /// What is allocated now is perf's own.
    static ASIDE: Cell<u32> = const { Cell::new(0) };
    /// The ledger is being written to on this thread, and what it takes for itself is nobody's.
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// A thread that works for the pass of this number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sampled {
    pub(super) pass: u64,
    pub(super) whose: Whose,
}

/// Sets what this thread works for; gives back what was before.
pub(super) fn replace(sampled: Option<Sampled>) -> Option<Sampled> {
    HERE.replace(sampled)
}

/// Until [`back`] is called as often, what this thread takes is perf's own.
pub(super) fn aside() {
    ASIDE.set(ASIDE.get() + 1);
}

pub(super) fn back() {
    ASIDE.set(ASIDE.get() - 1);
}

/// A pass is sampled, until it is dropped. One at a time.
#[derive(Debug)]
pub(crate) struct Sampling {
    pub(super) pass: u64,
    _looking: Looking,
    _turn: MutexGuard<'static, ()>,
}

impl Sampling {
    /// Of so many runs that each take about as much as `heap`. With `keeps` they add up, for what they leave behind.
    pub(crate) fn begin(heap: Heap, runs: u64, keeps: bool) -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        static PASSES: AtomicU64 = AtomicU64::new(1);
        let turn = lock(&TURN);
        let pass = PASSES.fetch_add(1, Relaxed);
        write(|ledger| *ledger = Some(Ledger::new(Pace::of(heap, runs), keeps)));
        SAMPLED.store(pass, Relaxed);
        Self {
            pass,
            _looking: Looking::begin(),
            _turn: turn,
        }
    }
}

impl Drop for Sampling {
    fn drop(&mut self) {
        SAMPLED.store(0, Relaxed);
        write(|ledger| *ledger = None);
    }
}

/// Does something to the ledger of the pass, if one is sampled.
pub(super) fn with<T>(of_pass: u64, act: impl FnOnce(&mut Ledger) -> T) -> Option<T> {
    write(|ledger| {
        let is_of_this = SAMPLED.load(Relaxed) == of_pass;
        ledger.as_mut().filter(|_| is_of_this).map(act)
    })
}

fn write<T>(act: impl FnOnce(&mut Option<Ledger>) -> T) -> T {
    let before = WRITING.replace(true);
    let done = act(&mut lock(&LEDGER));
    WRITING.set(before);
    done
}

/// What this thread works for, if what it takes is of interest.
fn here() -> Option<Sampled> {
    let pass = SAMPLED.load(Relaxed);
    HERE.get()
        .filter(|here| here.pass == pass && ASIDE.get() == 0 && !WRITING.get())
}

/// Where this thread is, and for how many allocations that stands. The stack is taken while the ledger is not held: whoever looks
/// up lines allocates, and has others wait who take a stack.
fn origin(here: Sampled, size: usize) -> Option<(Origin, u64)> {
    let stands_for = with(here.pass, |ledger| ledger.looks_at(size))??;
    let before = WRITING.replace(true);
    let mut stack = [0; DEPTH];
    let depth = site::capture(&mut stack);
    let origin = Origin {
        stack: Arc::from(&stack[..depth]),
        whose: here.whose,
    };
    WRITING.set(before);
    Some((origin, stands_for))
}

pub(super) fn allocated(address: usize, size: usize) {
    if let Some(here) = here() {
        let at = origin(here, size);
        with(here.pass, |ledger| ledger.allocated(address, size, at));
    }
}

pub(super) fn reallocated(from: usize, to: usize, old: usize, new: usize) {
    if let Some(here) = here() {
        let at = origin(here, new.saturating_sub(old));
        let to = Resized {
            address: to,
            old,
            new,
        };
        with(here.pass, |ledger| ledger.reallocated(from, to, at));
    } else {
        forget(from);
    }
}

pub(super) fn freed(address: usize, size: usize) {
    match here() {
        Some(here) => {
            with(here.pass, |ledger| ledger.freed(address, size));
        }
        None => forget(address),
    }
}

/// Somebody gave it back, whoever took it.
fn forget(address: usize) {
    if !WRITING.get() && SAMPLED.load(Relaxed) != 0 {
        write(|ledger| {
            if let Some(ledger) = ledger {
                ledger.forget(address);
            }
        });
    }
}
