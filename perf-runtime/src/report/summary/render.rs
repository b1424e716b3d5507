//! The table and what stands below it.

use std::io;

use super::row::Row;
use super::{table, totals};
use crate::report::palette::Palette;

/// The width of the terminal on standard output. A file or a log has no end of the line: names are not cut there.
pub(crate) fn width() -> usize {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(usize::MAX, |(width, _)| usize::from(width.0))
}

/// The table and the lines below it; nothing if no case ran. `ignored` cases have no row.
pub(crate) fn render(rows: &[&Row], ignored: usize, width: usize, palette: Palette) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let table = table::table(rows, width, palette);
    format!(
        "{table}\n{}{}",
        totals::totals(rows, ignored, palette),
        totals::asides(rows, palette)
    )
}
