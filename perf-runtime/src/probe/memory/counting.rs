//! The allocator that counts: the one place of this crate's heap that is not safe code.

use std::alloc::{GlobalAlloc, Layout};

use super::here;

/// A global allocator that counts what the threads of a case take from the one within it.
///
/// With the feature `alloc`, which is on by default, it is installed around the system's. An application with
/// an allocator of its own switches the feature off and wraps its own in the test binary:
///
/// ```no_run
/// # mod jemalloc { pub(crate) type Jemalloc = std::alloc::System; pub(crate) const JEMALLOC: Jemalloc = std::alloc::System; }
/// # use jemalloc::{Jemalloc, JEMALLOC};
/// use perf_runtime::Counting;
///
/// # #[cfg(not(feature = "alloc"))]
/// #[global_allocator]
/// static ALLOCATOR: Counting<Jemalloc> = Counting::new(JEMALLOC);
/// ```
///
/// Threads that run no case are not counted: there it costs one look at a thread-local.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counting<A> {
    inner: A,
}

impl<A> Counting<A> {
    /// Counts what is taken from this allocator.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

// SAFETY: every call is passed on unchanged, and what comes back is given back unchanged. What is done beside it
// neither allocates nor unwinds.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the one that the inner allocator asks for.
        let memory = unsafe { self.inner.alloc(layout) };
        if !memory.is_null() {
            here::allocated(memory, layout.size());
        }
        memory
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        let memory = unsafe { self.inner.alloc_zeroed(layout) };
        if !memory.is_null() {
            here::allocated(memory, layout.size());
        }
        memory
    }

    #[inline]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        here::freed(memory, layout.size());
        // SAFETY: as in `alloc`; the memory came from the inner allocator with this layout.
        unsafe { self.inner.dealloc(memory, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `dealloc`.
        let moved = unsafe { self.inner.realloc(memory, layout, size) };
        if !moved.is_null() {
            here::reallocated(memory, moved, layout.size(), size);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use std::alloc::System;

    use super::*;
    use crate::probe::memory::{Account, Whose};
    use std::sync::Arc;

    #[test]
    fn it_wraps_any_allocator() {
        let counting = Counting::new(System);
        let account = Arc::new(Account::default());
        let _attached = account.attach(Whose::TheCases);
        let mark = account.mark();
        let layout = Layout::array::<u8>(100).expect("a layout");
        let larger = Layout::array::<u8>(300).expect("a layout");
        // SAFETY: the layouts are those of the memory, and not of size zero; it is not used after it was freed.
        unsafe {
            let memory = counting.alloc_zeroed(layout);
            let memory = counting.realloc(memory, layout, larger.size());
            counting.dealloc(memory, larger);
        }
        let heap = account.since(&mark);
        assert_eq!(
            (heap.allocations, heap.reallocations, heap.bytes),
            (1, 1, 300)
        );
        assert_eq!((heap.peak.exact(), heap.left), (Some(300), 0));
    }
}
