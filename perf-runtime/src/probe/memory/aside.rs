//! What this crate does on a thread of the case, and the case must not pay for.

use super::block::{Block, Counts};
use super::here;

/// Until it is dropped, what this thread allocates is not counted as the case's.
///
/// The counters are set back at the end, so that the allocator has nothing to ask; what is kept is booked as ours.
#[derive(Debug)]
pub(crate) struct Aside(Option<(&'static Block, Counts)>);

impl Aside {
    #[must_use]
    pub(crate) fn begin() -> Self {
        Self(here::block().map(|block| (block, block.counts())))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some((block, before)) = self.0 {
            let now = block.counts();
            block.set(Counts {
                ours: now.ours + now.live - before.live,
                ..before
            });
        }
    }
}
