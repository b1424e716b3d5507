//! What this crate does on a thread of the case, and the case must not pay for.

use super::block::{Block, Counts};
use super::{here, sampling};

/// Until it is dropped, what this thread allocates is not counted as the case's.
///
/// The counters are set back at the end, so that the allocator has nothing to ask; what is kept is booked as ours.
/// A thread without counters may be sampled, and is not until then.
#[derive(Debug)]
pub(crate) struct Aside(Option<(&'static Block, Counts)>);

impl Aside {
    #[must_use]
    pub(crate) fn begin() -> Self {
        let counted = here::block().map(|block| (block, block.counts()));
        if counted.is_none() {
            sampling::aside();
        }
        Self(counted)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let Some((block, before)) = self.0 else {
            return sampling::back();
        };
        let now = block.counts();
        block.set(Counts {
            ours: now.ours + now.live - before.live,
            ..before
        });
    }
}
