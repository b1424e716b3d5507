//! Puts what was measured before the judges: one finding a budget.

pub(crate) mod baseline;
pub(crate) mod cost;
pub(crate) mod each_time;
pub(crate) mod faults;
pub(crate) mod growth;
pub(crate) mod heap;
pub(crate) mod kept;
pub(crate) mod load;
pub(crate) mod metrics;
pub(crate) mod places;
pub(crate) mod plans;
pub(crate) mod pool;
pub(crate) mod queries;
mod repetition;
pub(crate) mod samples;
pub(crate) mod scaling;
pub(crate) mod soft;
pub(crate) mod time;
