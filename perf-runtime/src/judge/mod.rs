//! Judgement as pure functions: numbers in, verdict out.

pub(crate) mod distribution;
pub(crate) mod growth;
pub(crate) mod looks;
pub(crate) mod mean;
pub(crate) mod percentile;
pub(crate) mod sequential;
