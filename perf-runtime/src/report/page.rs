//! What a report is written on.

use std::io;

use terminal_size::{Width, terminal_size_of};

use super::palette::Palette;

/// Of a statement at least so much is shown: both of its ends are recognised.
const LEAST: usize = 24;

/// Colours, and where lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) palette: Palette,
    /// Characters in a line; as many as there may be where nothing ends them, as in a file.
    pub(crate) width: usize,
}

impl Page {
    /// A page whose lines do not end.
    pub(crate) fn endless(palette: Palette) -> Self {
        Self {
            palette,
            width: usize::MAX,
        }
    }

    /// As wide as the terminal on standard output, if there is one.
    pub(crate) fn of_stdout(palette: Palette) -> Self {
        Self::of(
            palette,
            terminal_size_of(io::stdout()).map(|(width, _)| width),
        )
    }

    /// As wide as the terminal on standard error, if there is one.
    pub(crate) fn of_stderr(palette: Palette) -> Self {
        Self::of(
            palette,
            terminal_size_of(io::stderr()).map(|(width, _)| width),
        )
    }

    fn of(palette: Palette, width: Option<Width>) -> Self {
        Self {
            palette,
            width: width.map_or(usize::MAX, |width| usize::from(width.0)),
        }
    }

    /// How many of `most` characters fit beside so many others.
    pub(super) fn room(self, most: usize, others: usize) -> usize {
        self.width.saturating_sub(others).clamp(LEAST, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;
    use crate::measurement::examples::run;
    use crate::report::console;
    use crate::verdict::{Finding, Status, Verdict};

    /// The lines of a report that have the statement, which begins and ends like no other.
    fn of_statement(page: Page) -> Vec<String> {
        let columns: Vec<_> = (0..30).map(|number| format!("column_{number}")).collect();
        let sql = format!("SELECT {} FROM books WHERE shelf = ?", columns.join(", "));
        let mut report = fake::report(fake::case("a"), Verdict::Failed);
        report.runs = vec![run(&[(&sql, 41, 1)])];
        let shape = report.runs[0].queries.shapes[0].shape.id;
        let finding = Finding::new("max_queries", Status::Fail, "41 queries, budget 3");
        report.findings = vec![finding.about(Some(shape))];
        let text = console::render(&report, page);
        let is_it = |line: &&str| line.contains("SELECT ") && line.contains("shelf = ?");
        text.lines().filter(is_it).map(str::to_owned).collect()
    }

    #[test]
    fn statements_fit_and_both_ends_of_them_are_there() {
        for width in [60, 80, 120] {
            let lines = of_statement(Page {
                palette: Palette::plain(),
                width,
            });
            assert_eq!(lines.len(), 2, "{lines:?}");
            let longest = lines.iter().map(|line| line.chars().count()).max();
            assert!(longest <= Some(width), "{width}: {lines:?}");
            // Under the finding there is as much of it as fits.
            assert!(lines[0].chars().count() > width - 4, "{width}: {lines:?}");
        }
    }

    #[test]
    fn in_a_file_they_are_as_long_as_anywhere() {
        let lines = of_statement(Page::endless(Palette::plain()));
        let widths: Vec<_> = lines.iter().map(|line| line.chars().count()).collect();
        assert!(widths[0] > 240 && widths[1] > 90, "{lines:?}");
        let wide = Page {
            palette: Palette::plain(),
            width: 400,
        };
        assert_eq!(of_statement(wide), lines);
    }

    #[test]
    fn what_fits_is_told_from_the_width() {
        let room = |width, most, others| {
            let page = Page::of(Palette::plain(), width);
            page.room(most, others)
        };
        assert_eq!(room(None, 240, 9), 240);
        assert_eq!(room(Some(Width(300)), 240, 9), 240);
        assert_eq!(room(Some(Width(120)), 240, 9), 111);
        assert_eq!(room(Some(Width(30)), 240, 9), LEAST);
    }
}
