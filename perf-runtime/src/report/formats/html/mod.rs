//! The page for people: one file that needs nothing beside it.
//!
//! From records to views, plain structs of what is to be shown; from views to markup, by templates that escape all they
//! show. Charts are places and labels before they are drawn.

mod anchor;
mod budgets;
mod chart;
mod details;
mod load;
mod load_charts;
mod mark;
mod page;
mod room;
mod row;
mod security;
mod sizes;
mod statements;
mod table;
mod words;

use crate::store::Run;
use anchor::Anchors;
use page::Page;
use row::Row;

/// The whole page; the same for the same records.
pub(super) fn render(run: &Run) -> String {
    let mut anchors = Anchors::default();
    let rows = run
        .records
        .iter()
        .map(|record| (record, Row::of(record, anchors.of(record))))
        .collect();
    Page::of(run, rows).html()
}
