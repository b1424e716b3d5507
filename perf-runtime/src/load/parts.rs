//! What the time of an iteration was made of.

use super::statements::Figures;
use super::worst::nanos;
use crate::probe::waits::WaitSum;
use std::time::Duration;

/// The time of an iteration, or of several together, in nanoseconds.
///
/// Parts that lie side by side within an iteration each count in full, so that they may be more than the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) all: u64,
    /// Waiting for connections of a pool, as far as that was seen.
    pub(super) pool: u64,
    /// The queries.
    pub(super) database: u64,
}

impl Parts {
    pub(super) fn of(elapsed: Duration, waits: &WaitSum, figures: &Figures) -> Self {
        Self {
            all: nanos(elapsed),
            pool: nanos(waits.total),
            database: nanos(figures.time),
        }
    }

    /// The body's own work, other services, waiting for a processor.
    pub(super) fn rest(&self) -> u64 {
        self.all
            .saturating_sub(self.pool.saturating_add(self.database))
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.all = self.all.saturating_add(other.all);
        self.pool = self.pool.saturating_add(other.pool);
        self.database = self.database.saturating_add(other.database);
    }
}
