//! What the time of an iteration was made of.

use super::statements::Figures;
use super::tally::Ended;
use super::worst::nanos;

/// The time of an iteration, or of several together, in nanoseconds.
///
/// Parts that lie side by side within an iteration each count in full, so that they may be more than the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) all: u64,
    /// From the moment at which it was to begin to that at which it began.
    pub(super) delay: u64,
    /// Waiting for connections of a pool, as far as that was seen.
    pub(super) pool: u64,
    /// The queries.
    pub(super) database: u64,
}

impl Parts {
    pub(super) fn of(ended: &Ended<'_>, figures: &Figures) -> Self {
        Self {
            all: ended.ns,
            delay: ended.delay.unwrap_or_default(),
            pool: nanos(ended.seen.waits.sum.total),
            database: figures.time,
        }
    }

    /// The body's own work, other services, waiting for a processor.
    pub(super) fn rest(&self) -> u64 {
        let told = self
            .delay
            .saturating_add(self.pool)
            .saturating_add(self.database);
        self.all.saturating_sub(told)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.all = self.all.saturating_add(other.all);
        self.delay = self.delay.saturating_add(other.delay);
        self.pool = self.pool.saturating_add(other.pool);
        self.database = self.database.saturating_add(other.database);
    }
}
