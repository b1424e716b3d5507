//! Time within a part of a load.

use std::time::{Duration, Instant};

use super::worst::nanos;

/// Nanoseconds since a part of a load began; 0 before it. An iteration compares and subtracts moments a dozen times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Moment(pub(super) u64);

impl Moment {
    pub(super) fn of(instant: Instant, begun: Instant) -> Self {
        Self(nanos(instant.saturating_duration_since(begun)))
    }

    /// Nanoseconds since then.
    pub(super) fn since(self, then: Self) -> u64 {
        self.0.saturating_sub(then.0)
    }

    /// Since the beginning.
    pub(super) fn elapsed(self) -> Duration {
        Duration::from_nanos(self.0)
    }

    /// As the clock has it, or the beginning where the clock does not go so far.
    pub(super) fn after(self, begun: Instant) -> Instant {
        begun.checked_add(self.elapsed()).unwrap_or(begun)
    }
}
