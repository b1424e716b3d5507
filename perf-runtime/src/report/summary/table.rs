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

/// A column of figures.
#[derive(Clone, Copy)]
struct Column {
    head: &'static str,
    of: fn(&Row) -> &Figure,
    /// Whether limits stand beside the figures.
    limits: bool,
}

impl Column {
    const fn without_limits(self) -> Self {
        Self {
            limits: false,
            ..self
        }
    }
}

const QUERIES: Column = Column {
    head: "queries",
    of: |row| &row.queries,
    limits: true,
};

const TIME: Column = Column {
    head: "time",
    of: |row| &row.time,
    limits: true,
};

const MEMORY: Column = Column {
    head: "memory",
    of: |row| &row.memory,
    limits: true,
};

/// What is shown, the most of it first: what there is no room for is in the reports of the cases.
const LAYOUTS: [&[Column]; 4] = [
    &[QUERIES, TIME, MEMORY],
    &[QUERIES, TIME, MEMORY.without_limits()],
    &[QUERIES, TIME],
    &[QUERIES.without_limits(), TIME.without_limits()],
];

/// The columns, and their widths in characters.
struct Widths {
    name: usize,
    columns: Vec<(Column, Width)>,
}

/// Of the figures of a column, the parts before and after the alignment.
#[derive(Clone, Copy)]
struct Width {
    value: usize,
    limit: usize,
}

impl Widths {
    fn of(rows: &[&Row], width: usize) -> Self {
        let most = |length: &dyn Fn(&Row) -> usize| {
            rows.iter().map(|row| length(row)).max().unwrap_or_default()
        };
        let mark = most(&|row| row.mark.word().chars().count());
        let measured = |column: &Column| {
            let part =
                |of: fn(&Figure) -> &String| most(&|row| of((column.of)(row)).chars().count());
            let limit = if column.limits {
                part(|it| &it.limit)
            } else {
                0
            };
            let value = part(|it| &it.value);
            (*column, Width { value, limit })
        };
        let name = most(&|row| row.name.chars().count());
        let mut left = 0;
        let mut columns = Vec::new();
        for layout in LAYOUTS {
            // Where no case has a figure, there is no column.
            let is_known =
                |(column, width): &(Column, Width)| width.value > 0 || column.head != MEMORY.head;
            columns = layout.iter().map(measured).filter(is_known).collect();
            let taken = columns
                .iter()
                .map(|(column, width)| column.width(*width) + 2);
            left = width.saturating_sub(taken.sum::<usize>() + mark + 2 + 2);
            if left >= name.min(NARROW) {
                break;
            }
        }
        Self {
            // Indented by two, it must leave room for its heading.
            name: name.min(left.max(NARROW)).max("case".len() - 2),
            columns,
        }
    }

    fn head(&self) -> String {
        let mut head = format!("{:<name$}", "case", name = self.name + 2);
        for (column, width) in &self.columns {
            let _ = write!(
                head,
                "  {:<width$}",
                column.head,
                width = column.width(*width)
            );
        }
        head.trim_end().to_owned()
    }
}

impl Column {
    fn width(self, Width { value, limit }: Width) -> usize {
        (value + limit).max(self.head.len())
    }

    fn cell(self, row: &Row, width: Width, palette: Palette) -> String {
        let Figure { value, limit, bad } = (self.of)(row);
        let limit = if self.limits { limit } else { "" };
        let text = format!("{value:>at$}{limit}", at = width.value);
        let text = format!("{text:<width$}", width = self.width(width));
        if *bad { palette.bad(&text) } else { text }
    }
}

fn line(row: &Row, widths: &Widths, palette: Palette) -> String {
    let name = short(&row.name, widths.name);
    let mut line = format!("  {name:<width$}", width = widths.name);
    for (column, width) in &widths.columns {
        let _ = write!(line, "  {}", column.cell(row, *width, palette));
    }
    format!("{line}  {}", row.mark.paint(palette))
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
