//! The circuit breaker: closed as a rule, open after failures in a row, and half open once its time is up.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use failsafe::backoff::{Constant, constant};
use failsafe::failure_policy::{ConsecutiveFailures, consecutive_failures};
use failsafe::{Instrument, StateMachine};
use serde::Serialize;

/// What a breaker does with the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BreakerState {
    /// Lets it through.
    Closed,
    /// Refuses it, until its time is up.
    Open,
    /// Has let one through, and waits for what comes of it.
    HalfOpen,
}

pub(super) struct Breaker {
    machine: StateMachine<ConsecutiveFailures<Constant>, Watch>,
    watch: Watch,
}

impl Breaker {
    pub(super) fn new(failures: u32, open_for: Duration) -> Self {
        let watch = Watch::default();
        let policy = consecutive_failures(failures, constant(open_for));
        Self {
            machine: StateMachine::new(policy, watch.clone()),
            watch,
        }
    }

    pub(super) fn lets_through(&self) -> bool {
        self.machine.is_call_permitted()
    }

    pub(super) fn succeeded(&self) {
        self.machine.on_success();
    }

    pub(super) fn failed(&self) {
        self.machine.on_error();
    }

    pub(super) fn state(&self) -> BreakerState {
        match self.watch.0.state.load(Ordering::Relaxed) {
            OPEN => BreakerState::Open,
            HALF_OPEN => BreakerState::HalfOpen,
            _ => BreakerState::Closed,
        }
    }

    /// How often it opened.
    pub(super) fn trips(&self) -> u64 {
        self.watch.0.trips.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Breaker").field(&self.state()).finish()
    }
}

const CLOSED: u8 = 0;
const OPEN: u8 = 1;
const HALF_OPEN: u8 = 2;

/// Hears of each change: the machine does not tell its state.
#[derive(Debug, Clone, Default)]
struct Watch(Arc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    state: AtomicU8,
    trips: AtomicU64,
}

impl Instrument for Watch {
    fn on_call_rejected(&self) {}

    fn on_open(&self) {
        self.0.state.store(OPEN, Ordering::Relaxed);
        self.0.trips.fetch_add(1, Ordering::Relaxed);
        tracing::warn!("a breaker opened");
    }

    fn on_half_open(&self) {
        self.0.state.store(HALF_OPEN, Ordering::Relaxed);
    }

    fn on_closed(&self) {
        self.0.state.store(CLOSED, Ordering::Relaxed);
    }
}
