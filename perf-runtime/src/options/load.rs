//! What only a load has.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// `arrival = "uniform" / "poisson"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// In even steps (the default).
    Uniform,
    /// As if each knew nothing of the others, with exponential gaps.
    Poisson,
}

/// One of `stages = [("10s", 50), ..]`: in a straight line to the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// How long it takes; no time at all is a jump.
    pub over: Duration,
    /// What there is at its end.
    pub to: Target,
}

/// What a stage comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// So many users (closed model).
    Users(u64),
    /// So many arrivals a second (open model).
    Rate(f64),
}

/// `abort_on(error_rate = 0.5, window = "5s", after = "2s")`: what ends a load before its end, and fails it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AbortOn {
    /// More than this share of the iterations in the window failed, from 0 to 1.
    pub error_rate: Option<f64>,
    /// The 99th percentile of the successes in the window is over this, in milliseconds.
    pub p99_ms: Option<f64>,
    /// The last so long is judged, again and again.
    pub window: Option<Duration>,
    /// Nothing is judged before the load is this old.
    pub after: Option<Duration>,
}

impl AbortOn {
    /// Nothing said.
    pub const NONE: Self = Self {
        error_rate: None,
        p99_ms: None,
        window: None,
        after: None,
    };
}
