//! The table of all cases at the end of a run.

mod render;
pub(super) mod row;
mod table;
mod totals;

pub(crate) use render::{render, width};
pub(crate) use row::Row;
