//! The table of sizes: what a case did at each of them.

use std::fmt::Write as _;

use super::format::{count, time};
use super::palette::Palette;
use crate::measurement::{Run, by_size};

/// What is in the columns; the last only where a growth of it is claimed.
const COLUMNS: [&str; 5] = ["size", "queries", "rows", "time", "allocs"];

/// A line for each size: the most queries, rows and allocations of a run, and the median time. Nothing without sizes.
pub(super) fn table(text: &mut String, runs: &[Run], with_allocations: bool, palette: Palette) {
    let columns = if with_allocations { 5 } else { 4 };
    let rows: Vec<_> = by_size(runs)
        .filter_map(|(size, runs)| Some(cells(size?, runs)))
        .collect();
    if rows.is_empty() {
        return;
    }
    let head = COLUMNS.map(str::to_owned);
    let table: Vec<_> = std::iter::once(&head).chain(&rows).collect();
    let table: Vec<_> = table.iter().map(|cells| &cells[..columns]).collect();
    aligned(text, "sizes", &table, palette);
}

/// Rows in columns under a head, each on a line of its own.
pub(super) fn aligned(text: &mut String, title: &str, rows: &[&[String]], palette: Palette) {
    let width = |column: usize| rows.iter().map(|cells| cells[column].len()).max();
    for (index, cells) in rows.iter().enumerate() {
        let head = if index == 0 { title } else { "" };
        let cells = cells.iter().enumerate();
        let line: Vec<_> = cells
            .map(|(column, cell)| format!("{cell:>width$}", width = width(column).unwrap_or(0)))
            .collect();
        let line = line.join("  ");
        let line = if index == 0 { palette.dim(&line) } else { line };
        let _ = write!(text, "\n  {head:<12}{line}");
    }
}

fn cells(size: u64, runs: &[Run]) -> [String; 5] {
    let most = |figure: fn(&Run) -> u64| runs.iter().map(figure).max().unwrap_or_default();
    let mut times: Vec<_> = runs.iter().map(|run| run.elapsed).collect();
    times.sort_unstable();
    [
        count(size),
        count(most(|run| run.queries.count())),
        count(most(|run| run.queries.rows())),
        times
            .get(times.len() / 2)
            .copied()
            .map(time)
            .unwrap_or_default(),
        count(most(|run| run.allocations().unwrap_or_default())),
    ]
}
