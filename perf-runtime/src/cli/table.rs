//! Text in columns.

use std::fmt::Write as _;

use crate::report::format::clean;

/// Lines of cells; a column is as wide as its widest cell. Those named in `right` end at the same place, the others begin there.
pub(super) fn columns<const N: usize>(rows: &[[String; N]], right: [bool; N]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| clean(cell)))
        .collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for ((cell, width), right) in row.iter().zip(widths).zip(right) {
            let _ = if right {
                write!(line, "{cell:>width$}  ")
            } else {
                write!(line, "{cell:<width$}  ")
            };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_each_other_and_steer_nothing() {
        let rows = [
            ["case", "ms", ""],
            ["a\u{1b}[31m", "12.5", "x"],
            ["b", "3", ""],
        ];
        let rows = rows.map(|row| row.map(ToOwned::to_owned));
        let text = columns(&rows, [false, true, false]);
        assert_eq!(text, "case      ms\na\u{fffd}[31m  12.5  x\nb          3\n");
    }
}
