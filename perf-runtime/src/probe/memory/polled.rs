//! What the current thread took from the heap between two moments, while it went from one piece of work to the next.

use super::here;

/// Calls by which memory was got, and bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Polled {
    pub(crate) calls: u64,
    pub(crate) bytes: u64,
}

impl Polled {
    /// By this thread until now, over an unknown beginning; nothing where it counts for no case.
    pub(crate) fn until_now() -> Option<Self> {
        let (calls, bytes) = here::block()?.taken();
        Some(Self { calls, bytes })
    }

    /// With what was taken at another time.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            bytes: self.bytes + other.bytes,
        }
    }

    /// Since an earlier moment on the same thread.
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(before.calls),
            bytes: self.bytes.saturating_sub(before.bytes),
        }
    }
}
