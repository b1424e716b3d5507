//! What the current thread took from the heap while it polled, one piece of work after the other.

use super::block::Block;
use super::here;

/// Calls by which memory was got, and bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Polled {
    pub(crate) calls: u64,
    pub(crate) bytes: u64,
}

/// A poll under way on this thread, and what the thread had taken before; nothing where it counts for no case.
#[derive(Debug)]
pub(crate) struct Polling(Option<(&'static Block, (u64, u64))>);

impl Polling {
    #[inline]
    pub(crate) fn begin() -> Self {
        Self(here::block().map(|block| (block, block.taken())))
    }

    /// It is over: adds what it took.
    #[inline]
    pub(crate) fn add_to(self, sum: &mut Polled) {
        // Whoever has the thread count elsewhere for a time sets that back, so that the block is still the thread's.
        let Some((block, (calls, bytes))) = self.0 else {
            return;
        };
        let (calls_now, bytes_now) = block.taken();
        // Most polls take nothing: then the sum need not be near.
        if calls_now > calls {
            sum.calls += calls_now - calls;
            sum.bytes += bytes_now.saturating_sub(bytes);
        }
    }
}
