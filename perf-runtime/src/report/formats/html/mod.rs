//! The page for people: one file that needs nothing beside it.
//!
//! From records to views, plain structs of what is to be shown; from views to markup, by templates that escape all they
//! show. Charts are places and labels before they are drawn.

mod anchor;
mod budgets;
mod chart;
mod details;
mod groups;
mod load;
mod load_charts;
mod mark;
mod over_time;
mod page;
mod room;
mod row;
mod security;
mod sizes;
mod slowest;
mod statements;
mod table;
mod words;

#[cfg(test)]
mod tests;

use super::past::Past;
use crate::store::Run;
use crate::store::record::Record;
use anchor::Anchors;
use page::Page;
use row::Row;

/// The whole page; the same for the same records and the same past.
pub(super) fn render(run: &Run, past: &mut Past<'_>) -> String {
    Page::of(run, rows(run), past).html() + "\n"
}

/// The cases as they are listed, in the order of the records.
fn rows(run: &Run) -> Vec<(&Record, Row)> {
    let mut anchors = Anchors::default();
    let row = |record| (record, Row::of(record, anchors.of(record)));
    run.records.iter().map(row).collect()
}
