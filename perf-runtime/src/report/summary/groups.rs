//! How each category and each severity came off, where there are several.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::row::Row;
use super::tally::Tally;
use crate::report::format::{clean, cut};
use crate::report::palette::Palette;

/// Characters of a category.
const NAME: usize = 24;

/// A heading, and what is counted under it.
type Column = (&'static str, fn(&Tally) -> u64);

/// What becomes of cases, in the order of the columns.
const COLUMNS: [Column; 5] = [
    ("passed", |tally| tally.passed - tally.warned),
    ("warned", |tally| tally.warned),
    ("failed", |tally| tally.failed),
    ("inconclusive", |tally| tally.inconclusive),
    ("skipped", |tally| tally.skipped),
];

/// The heading of the last column.
const RATE: &str = "pass rate";

/// A line a group, under its heading; nothing where all cases are of one.
pub(super) fn groups(rows: &[&Row], palette: Palette) -> String {
    let by_category = by(rows, |row| (row.category.is_none(), row.category));
    let by_severity = by(rows, |row| Reverse(row.severity));
    let categories = by_category
        .into_iter()
        .map(|((_, name), tally)| (cut(&clean(name.unwrap_or("other")), NAME), tally));
    let severities = by_severity
        .into_iter()
        .map(|(severity, tally)| (severity.0.word().to_owned(), tally));
    let tables = [
        ("category", categories.collect::<Vec<_>>()),
        ("severity", severities.collect()),
    ];
    let several = tables.iter().filter(|(_, groups)| groups.len() > 1);
    let lines: Vec<_> = several
        .flat_map(|(head, groups)| lines(head, groups))
        .collect();
    render(&lines, palette)
}

fn by<K: Ord>(rows: &[&Row], key: fn(&Row) -> K) -> BTreeMap<K, Tally> {
    let mut groups: BTreeMap<K, Tally> = BTreeMap::new();
    for row in rows {
        groups.entry(key(row)).or_default().add(row);
    }
    groups
}

/// A line of the table: a heading, or a group.
struct Line {
    name: String,
    tally: Option<Tally>,
}

fn lines(head: &str, groups: &[(String, Tally)]) -> Vec<Line> {
    let heading = Line {
        name: head.to_owned(),
        tally: None,
    };
    let groups = groups.iter().map(|(name, tally)| Line {
        name: format!("  {name}"),
        tally: Some(*tally),
    });
    std::iter::once(heading).chain(groups).collect()
}

/// Nothing is said of what became of no case.
fn render(lines: &[Line], palette: Palette) -> String {
    let tallies = || lines.iter().filter_map(|line| line.tally.as_ref());
    let is_any = |(_, of): &&Column| tallies().any(|tally| of(tally) > 0);
    let columns: Vec<_> = COLUMNS.iter().filter(is_any).collect();
    let widths = lines.iter().map(|line| line.name.chars().count());
    let width = widths.max().unwrap_or_default();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        let mut shown = format!("{:<width$}", line.name);
        for (head, of) in &columns {
            let at = head.len();
            let cell = match &line.tally {
                Some(tally) => dash(of(tally)),
                None if index == 0 => (*head).to_owned(),
                None => String::new(),
            };
            let _ = write!(shown, "  {cell:>at$}");
        }
        let rate = match &line.tally {
            Some(tally) => tally.rate().unwrap_or_default(),
            None if index == 0 => RATE.to_owned(),
            None => String::new(),
        };
        let _ = write!(shown, "  {rate:>at$}", at = RATE.len());
        let shown = shown.trim_end();
        match &line.tally {
            Some(tally) if tally.failed > 0 => text.push_str(&palette.bad(shown)),
            Some(_) => text.push_str(shown),
            None => text.push_str(&palette.dim(shown)),
        }
        text.push('\n');
    }
    text
}

/// Zeros would drown what there is.
fn dash(number: u64) -> String {
    match number {
        0 => "-".to_owned(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::harness::fake;
    use crate::options::Severity;
    use crate::verdict::Verdict;

    fn row(category: Option<&'static str>, severity: Severity, verdict: Verdict) -> Row {
        let case = fake::with("a", |case| {
            case.options.category = category;
            case.options.severity = Some(severity);
        });
        let failed = verdict == Verdict::Failed;
        Row::of(&fake::report(case, verdict), failed, Duration::ZERO)
    }

    fn text(rows: &[Row]) -> String {
        groups(&rows.iter().collect::<Vec<_>>(), Palette::plain())
    }

    #[test]
    fn each_group_has_a_line_and_what_nothing_became_has_no_column() {
        use Severity::{Critical, Medium};
        let rows = [
            row(None, Medium, Verdict::Passed),
            row(Some("api"), Critical, Verdict::Failed),
            row(Some("api"), Medium, Verdict::Passed),
            row(Some("api"), Medium, Verdict::Passed),
            row(
                Some("web"),
                Medium,
                Verdict::Skipped("no server".to_owned()),
            ),
        ];
        let expected = "\
category    passed  failed  skipped  pass rate
  api            2       1        -     66.6 %
  web            -       -        1
  other          1       -        -      100 %
severity
  critical       -       1        -        0 %
  medium         3       -        1      100 %
";
        assert_eq!(text(&rows), expected);
    }

    #[test]
    fn where_all_are_of_one_group_there_is_nothing_to_tell() {
        let row = |verdict| row(Some("api"), Severity::Medium, verdict);
        assert_eq!(text(&[row(Verdict::Passed), row(Verdict::Failed)]), "");
        assert_eq!(text(&[]), "");
    }
}
