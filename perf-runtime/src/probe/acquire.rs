//! The events by which sqlx tells how long a connection was waited for.
//!
//! sqlx makes such an event only where the pool was asked to. The pools of the fixtures are, in a way by which
//! their events are told from those of a pool that the application made: those are the application's own.

use std::fmt;
use std::time::Duration;

use tracing::Event;
use tracing::field::{Field, Visit};

/// The target of sqlx's events, one for each connection that a pool gives out.
pub(super) const ACQUIRE: &str = "sqlx::pool::acquire";

/// From which wait on the pools of the fixtures call one slow: every one is, and no other pool says so.
pub(crate) const MARK: Duration = Duration::ZERO;

/// What an event says.
#[derive(Debug, Default)]
pub(super) struct Acquired {
    pub(super) elapsed: Duration,
    threshold: Option<Duration>,
}

impl Acquired {
    pub(super) fn of(event: &Event<'_>) -> Self {
        let mut acquired = Self::default();
        event.record(&mut acquired);
        acquired
    }

    /// It is of a fixture's pool: nobody but this crate asked for it.
    pub(super) fn is_ours(&self) -> bool {
        self.threshold == Some(MARK)
    }
}

impl Visit for Acquired {
    fn record_f64(&mut self, field: &Field, value: f64) {
        let time = Duration::try_from_secs_f64(value).unwrap_or_default();
        match field.name() {
            "acquired_after_secs" => self.elapsed = time,
            "slow_acquire_threshold_secs" => self.threshold = Some(time),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
