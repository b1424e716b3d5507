//! The table itself: aligned, grouped, and no wider than the terminal where names can be cut.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::row::{Figure, Mark, Row};
use crate::report::format::{clean, cut};
use crate::report::palette::Palette;

/// Names are not cut below this.
const NARROW: usize = 20;

/// Modules are not cut below this.
const MODULES: usize = 8;

/// One line a case, under its category; those of none come last.
pub(super) fn table(rows: &[&Row], width: usize, palette: Palette) -> String {
    let mut groups: BTreeMap<_, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        groups
            .entry((row.category.is_none(), row.category))
            .or_default()
            .push(row);
    }
    let widths = Widths::of(rows, width);
    let headings = groups.keys().any(|(none, _)| !none);
    let mut text = String::new();
    let _ = writeln!(text, "{}", palette.dim(&widths.head()));
    for ((_, category), mut rows) in groups {
        if headings {
            let _ = writeln!(
                text,
                "{}",
                palette.strong(&clean(category.unwrap_or("other")))
            );
        }
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        for row in rows {
            let _ = writeln!(text, "{}", line(row, &widths, palette));
        }
    }
    text
}

/// Widths of the columns, in characters; of figures, the parts before and after the alignment.
struct Widths {
    name: usize,
    queries: (usize, usize),
    time: (usize, usize),
}

impl Widths {
    fn of(rows: &[&Row], width: usize) -> Self {
        let most = |length: &dyn Fn(&Row) -> usize| {
            rows.iter().map(|row| length(row)).max().unwrap_or_default()
        };
        let figure = |of: &dyn Fn(&Row) -> &Figure| {
            (
                most(&|row| of(row).value.chars().count()),
                most(&|row| of(row).limit.chars().count()),
            )
        };
        let mut widths = Self {
            name: most(&|row| row.name.chars().count()),
            queries: figure(&|row| &row.queries),
            time: figure(&|row| &row.time),
        };
        let mark = most(&|row| row.mark.word().chars().count());
        let rest = widths.queries() + widths.time() + mark + 4 * 2;
        // Indented by two, it must leave room for its heading.
        widths.name = widths
            .name
            .min(width.saturating_sub(rest).max(NARROW))
            .max("case".len() - 2);
        widths
    }

    fn head(&self) -> String {
        format!(
            "{:<name$}  {:<queries$}  time",
            "case",
            "queries",
            name = self.name + 2,
            queries = self.queries()
        )
    }

    fn queries(&self) -> usize {
        (self.queries.0 + self.queries.1).max("queries".len())
    }

    fn time(&self) -> usize {
        (self.time.0 + self.time.1).max("time".len())
    }
}

fn line(row: &Row, widths: &Widths, palette: Palette) -> String {
    let name = format!(
        "{:<width$}",
        short(&row.name, widths.name),
        width = widths.name
    );
    let queries = row.queries.cell(widths.queries, widths.queries(), palette);
    let time = row.time.cell(widths.time, widths.time(), palette);
    format!("  {name}  {queries}  {time}  {}", row.mark.paint(palette))
}

/// A path of at most this width. The function's name says more than its modules: they are cut first.
fn short(path: &str, width: usize) -> String {
    let Some((modules, name)) = path.rsplit_once("::") else {
        return cut(path, width);
    };
    match width.checked_sub(name.chars().count() + "::".len()) {
        Some(left) if left >= MODULES => format!("{}::{name}", cut(modules, left)),
        _ => cut(path, width),
    }
}

impl Figure {
    fn cell(&self, (value, limit): (usize, usize), width: usize, palette: Palette) -> String {
        let text = format!("{:>value$}{:<limit$}", self.value, self.limit);
        let text = format!("{text:<width$}");
        if self.bad { palette.bad(&text) } else { text }
    }
}

impl Mark {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warned => "warn",
            Self::FailedAsExpected => "ok (failed)",
            Self::Failed => "FAILED",
            Self::Inconclusive => "inconclusive",
            Self::Partial => "partial",
            Self::Skipped(_) => "skipped",
        }
    }

    fn paint(&self, palette: Palette) -> String {
        match self {
            Self::Ok | Self::FailedAsExpected => palette.good(self.word()),
            Self::Warned | Self::Inconclusive | Self::Partial | Self::Skipped(_) => {
                palette.warn(self.word())
            }
            Self::Failed => palette.bad(self.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::harness::fake;
    use crate::verdict::{Finding, Status, Verdict};

    fn row(path: &'static str, category: Option<&'static str>, ms: f64) -> Row {
        let case = fake::with(path, |case| {
            case.options.category = category;
            case.options.max_queries = Some(3);
        });
        let mut report = fake::report(case, Verdict::Passed);
        report.findings = vec![Finding::new("max_ms", Status::Ok, "").figures(ms, 500.0)];
        Row::of(&report, false, Duration::ZERO)
    }

    fn text(rows: &[Row], width: usize) -> String {
        table(&rows.iter().collect::<Vec<_>>(), width, Palette::plain())
    }

    #[test]
    fn categories_then_the_rest_each_by_name() {
        let rows = [
            row("zebra", None, 1.0),
            row("queries::by_status", Some("queries"), 1234.0),
            row("queries::by_id", Some("queries"), 0.4),
            row("api::list", Some("api"), 14.2),
        ];
        let expected = "\
case                  queries  time
api
  api::list           0 of 3    14.2 ms of 500 ms  ok
queries
  queries::by_id      0 of 3   0.400 ms of 500 ms  ok
  queries::by_status  0 of 3     1.23 s of 500 ms  ok
other
  zebra               0 of 3    1.00 ms of 500 ms  ok
";
        assert_eq!(text(&rows, 80), expected);
    }

    #[test]
    fn no_category_no_headings() {
        let expected = "\
case   queries  time
  a    0 of 3   1.00 ms of 500 ms  ok
  b_c  0 of 3   1.00 ms of 500 ms  ok
";
        assert_eq!(
            text(&[row("b_c", None, 1.0), row("a", None, 1.0)], 80),
            expected
        );
    }

    #[test]
    fn long_names_make_room() {
        let rows = [
            row(
                "technologies::with_repositories::list_of_the_first_page_is_cheap",
                None,
                1.0,
            ),
            row("b", None, 1.0),
        ];
        let at = |width| {
            text(&rows, width)
                .lines()
                .map(|line| line.chars().count())
                .max()
        };
        assert!(text(&rows, 200).contains(&rows[0].name));
        assert_eq!(at(70), Some(70));
        // Where there is no room at all, names stay readable and lines run over.
        assert_eq!(at(10), at(0));
    }

    #[test]
    fn modules_are_cut_before_names() {
        let path = "postgres::queries::panics_and_is_over";
        let table = [
            (37, path),
            (36, "postgr .. ueries::panics_and_is_over"),
            (28, "po .. es::panics_and_is_over"),
            (27, "postgres::qu .. and_is_over"),
        ];
        for (width, shown) in table {
            assert_eq!(short(path, width), shown);
        }
        assert_eq!(short("panics_and_is_over", 12), "pani .. over");
    }

    #[test]
    fn colour_does_not_move_the_columns() {
        let rows = [row("a", None, 1.0), row("b_c", Some("x"), 1.0)];
        let rows: Vec<_> = rows.iter().collect();
        let mut colored = table(&rows, 80, Palette::colored());
        while let Some(start) = colored.find('\u{1b}') {
            let end = colored[start..].find('m').expect("the end of an escape");
            colored.replace_range(start..=start + end, "");
        }
        assert_eq!(colored, table(&rows, 80, Palette::plain()));
    }
}
