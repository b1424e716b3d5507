//! Whose counters the current thread writes to.

use std::cell::Cell;

use super::block::Block;
use super::stray;

thread_local! {
    // Neither made nor destroyed at run time: it may be asked from within the allocator at any moment of a thread's life.
    static HERE: Cell<Option<&'static Block>> = const { Cell::new(None) };
}

/// Sets the block of this thread; gives back the one before.
pub(super) fn replace(block: Option<&'static Block>) -> Option<&'static Block> {
    HERE.replace(block)
}

/// The block of this thread, if it is one of a case.
#[inline]
pub(super) fn block() -> Option<&'static Block> {
    HERE.get()
}

#[inline]
pub(super) fn allocated(memory: *mut u8, size: usize) {
    match block() {
        Some(block) => block.allocated(size),
        None => stray::allocated(memory, size),
    }
}

#[inline]
pub(super) fn freed(memory: *mut u8, size: usize) {
    match block() {
        Some(block) => block.freed(size),
        None => stray::freed(memory, size),
    }
}

#[inline]
pub(super) fn reallocated(from: *mut u8, to: *mut u8, old: usize, new: usize) {
    match block() {
        Some(block) => block.reallocated(old, new),
        None => stray::reallocated(from, to, old, new),
    }
}
