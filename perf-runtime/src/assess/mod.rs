//! Puts what was measured before the judges: one finding a budget.

pub(crate) mod queries;
pub(crate) mod time;
