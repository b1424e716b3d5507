//! What goes wrong on purpose.

use std::time::Duration;

use crate::faults::FaultPlan;

/// `faults(error_rate = 0.3, ..)`: what goes wrong on the connections of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultOptions {
    /// How long each statement waits.
    pub latency: Option<Duration>,
    /// The share of statements that fail, from 0 to 1.
    pub error_rate: Option<f64>,
    /// The share of statements at which the connection breaks, from 0 to 1.
    pub disconnect_rate: Option<f64>,
    /// Which statements that are.
    pub seed: Option<u64>,
}

impl FaultOptions {
    /// Nothing said.
    pub const NONE: Self = Self {
        latency: None,
        error_rate: None,
        disconnect_rate: None,
        seed: None,
    };

    pub(super) fn plan(&self) -> FaultPlan {
        FaultPlan {
            latency: self.latency.unwrap_or_default(),
            error_rate: self.error_rate.unwrap_or_default(),
            disconnect_rate: self.disconnect_rate.unwrap_or_default(),
            seed: self.seed.unwrap_or_default(),
        }
    }
}
