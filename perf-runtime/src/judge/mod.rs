//! Judgement as pure functions: numbers in, verdict out.

#[cfg(feature = "cli")]
pub(crate) mod change;
pub(crate) mod clock;
pub(crate) mod distribution;
pub(crate) mod growth;
pub(crate) mod leak;
pub(crate) mod looks;
pub(crate) mod mean;
#[cfg(feature = "cli")]
pub(crate) mod pairs;
pub(crate) mod percentile;
pub(crate) mod queueing;
pub(crate) mod scaling;
pub(crate) mod sequential;
pub(crate) mod slope;
pub(crate) mod speed;
pub(crate) mod spread;
