//! The table of all cases at the end of a run, and what is said of them together.

#[cfg(test)]
mod golden;
mod groups;
mod render;
pub(super) mod row;
mod table;
mod tally;
mod totals;

pub(crate) use render::Summary;
pub(crate) use row::Row;
