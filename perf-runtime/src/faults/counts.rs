//! What was done on purpose, counted by kind.

use serde::{Deserialize, Serialize};

/// How many statements met which fault, over all runs of the body, warm-up included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Counts {
    /// Statements that ran while faults were on.
    pub(crate) statements: u64,
    /// Of them, those that had to wait.
    pub(crate) delayed: u64,
    /// Of them, those that failed.
    pub(crate) failed: u64,
    /// Of them, those at which the connection broke.
    pub(crate) cut: u64,
    /// Times when the database was gone.
    pub(crate) outages: u64,
    /// Statements that failed meanwhile, and connections that broke at its beginning.
    pub(crate) during_outages: u64,
    /// The logarithm of the probability that none would have been hit.
    #[serde(skip)]
    pub(crate) ln_none_hit: f64,
    /// Whether a share of the statements was to be hit.
    #[serde(skip)]
    pub(crate) rate_asked: bool,
}

impl Counts {
    /// Faults of all kinds.
    pub(crate) fn injected(&self) -> u64 {
        self.delayed + self.hit() + self.during_outages
    }

    /// Statements that failed or lost their connection by the rates.
    pub(crate) fn hit(&self) -> u64 {
        self.failed + self.cut
    }

    /// The counts of another pass added.
    pub(crate) fn add(&mut self, other: &Self) {
        self.statements += other.statements;
        self.delayed += other.delayed;
        self.failed += other.failed;
        self.cut += other.cut;
        self.outages += other.outages;
        self.during_outages += other.during_outages;
        self.ln_none_hit += other.ln_none_hit;
        self.rate_asked |= other.rate_asked;
    }
}
