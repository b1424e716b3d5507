//! What is worth saying about all cases together.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Summary;
use super::row::{Mark, Row};
use super::tally::Tally;
use crate::report::format::{NO_BREAK, plural, time, wrap};
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::verdict::Status;

/// How many of the slowest cases are named.
const SLOWEST: usize = 5;

/// Where the text of an aside begins.
const INDENT: usize = 16;

/// `perf: 5 passed (1 with a warning), 1 failed, 1 inconclusive`, and how many of those that ran passed.
pub(super) fn totals(rows: &[&Row], ignored: usize, page: Page) -> String {
    let tally = Tally::of(rows);
    let palette = page.palette;
    let passed = match tally.warned {
        0 => format!("{} passed", tally.passed),
        warned => format!("{} passed ({warned} with a warning)", tally.passed),
    };
    let some = |number: u64, word: &str| (number > 0).then(|| format!("{number} {word}"));
    let parts = [
        Some(palette.good(&passed)),
        some(tally.failed, "failed").map(|text| palette.bad(&text)),
        some(tally.inconclusive, "inconclusive").map(|text| palette.warn(&text)),
        some(tally.partial, "partial, judged by `cargo perf merge`")
            .map(|text| palette.warn(&text)),
        some(tally.skipped, "skipped").map(|text| palette.warn(&text)),
        some(ignored as u64, "ignored").map(|text| palette.dim(&text)),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    let mut text = format!("perf: {}\n", parts.join(", "));
    if let Some(rate) = tally.rate() {
        let of = plural(tally.ran(), "case");
        let _ = writeln!(text, "  {}  {rate} of {of}", palette.dim("pass rate   "));
    }
    text
}

/// What was left out and why, what was remarked, what took longest, and where the records are.
pub(super) fn asides(summary: &Summary<'_>, page: Page) -> String {
    let palette = page.palette;
    let mut asides = Asides {
        text: String::new(),
        page,
    };
    if let Some(asked) = &summary.asked {
        asides.add("asked", Palette::dim, asked);
    }
    let reduced = summary.rows.iter().filter(|row| row.is_reduced).count();
    if reduced > 0 {
        let cases = plural(reduced as u64, "case");
        let what = format!("{cases} with fewer runs, a shorter load or smaller sizes than written");
        asides.add("reduced", Palette::warn, &what);
    }
    let reasons = summary.rows.iter().filter_map(|row| match &row.mark {
        Mark::Skipped(reason) => Some(reason.as_str()),
        _ => None,
    });
    asides.reasons("skipped", Palette::warn, reasons);
    let reasons = summary
        .ignored
        .iter()
        .map(|reason| reason.unwrap_or("no reason given"));
    asides.reasons("ignored", Palette::dim, reasons);
    for (status, word) in [
        (Status::Inconclusive, "inconclusive"),
        (Status::Warn, "warning"),
    ] {
        // What is expected to fail may well be remarked upon.
        let remarked = summary
            .rows
            .iter()
            .filter(|row| row.mark != Mark::FailedAsExpected);
        for row in remarked {
            for (_, remark) in row.remarks.iter().filter(|(its, _)| *its == status) {
                asides.add(word, Palette::warn, &format!("{}: {remark}", row.name));
            }
        }
    }
    if let Some(slowest) = slowest(&summary.rows) {
        asides.add("slowest", Palette::dim, &slowest);
    }
    if let Some(records) = &summary.records {
        // Not broken: it is there to be copied.
        let _ = writeln!(asides.text, "  {}  {records}", palette.dim("records     "));
    }
    asides.text
}

/// Lines with a word before them.
struct Asides {
    text: String,
    page: Page,
}

impl Asides {
    fn add(&mut self, word: &str, paint: fn(Palette, &str) -> String, what: &str) {
        let word = paint(self.page.palette, &format!("{word:<12}"));
        let what = wrap(what, INDENT, self.page.width);
        let _ = writeln!(self.text, "  {word}  {what}");
    }

    /// How many there are of each.
    fn reasons<'a>(
        &mut self,
        word: &str,
        paint: fn(Palette, &str) -> String,
        reasons: impl Iterator<Item = &'a str>,
    ) {
        let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
        for reason in reasons {
            *numbers.entry(reason).or_default() += 1;
        }
        for (reason, number) in numbers {
            self.add(
                word,
                paint,
                &format!("{}: {reason}", plural(number, "case")),
            );
        }
    }
}

/// Where there is a choice.
fn slowest(rows: &[&Row]) -> Option<String> {
    let ran = rows
        .iter()
        .filter(|row| !matches!(row.mark, Mark::Skipped(_)));
    let mut ran: Vec<_> = ran.collect();
    if ran.len() < 2 {
        return None;
    }
    ran.sort_by_key(|row| Reverse(row.elapsed));
    let named = ran.iter().take(SLOWEST).map(|row| {
        let took = time(row.elapsed).replace(' ', NO_BREAK);
        format!("{took} {}", row.name)
    });
    let named = named.collect::<Vec<_>>().join(", ");
    Some(format!("{named} (with{NO_BREAK}fixtures)"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::harness::fake;
    use crate::verdict::Verdict;

    fn row(path: &'static str, verdict: Verdict, ms: u64) -> Row {
        Row::of(
            &fake::report(fake::case(path), verdict),
            false,
            Duration::from_millis(ms),
        )
    }

    fn page(width: usize) -> Page {
        Page {
            palette: Palette::plain(),
            width,
        }
    }

    fn told(rows: &[&Row], width: usize) -> String {
        let summary = Summary {
            rows: rows.to_vec(),
            ignored: Vec::new(),
            asked: None,
            records: None,
        };
        asides(&summary, page(width))
    }

    #[test]
    fn what_did_not_run_is_told_with_the_reason_and_what_was_is_where() {
        let summary = Summary {
            rows: Vec::new(),
            ignored: vec![Some("takes an hour"), None, Some("takes an hour")],
            asked: Some("quick mode".to_owned()),
            records: Some("/a folder/with/records".to_owned()),
        };
        let expected = "  asked         quick mode
  ignored       1 case: no reason given
  ignored       2 cases: takes an hour
  records       /a folder/with/records
";
        assert_eq!(asides(&summary, page(80)), expected);
    }

    #[test]
    fn reasons_to_skip_are_grouped() {
        let skipped = |path, reason: &str| row(path, Verdict::Skipped(reason.to_owned()), 1);
        let rows = [
            skipped("a", "no Postgres"),
            skipped("b", "no MySQL"),
            skipped("c", "no Postgres"),
        ];
        let rows: Vec<_> = rows.iter().collect();
        assert_eq!(totals(&rows, 0, page(80)), "perf: 0 passed, 3 skipped\n");
        let expected = "  skipped       1 case: no MySQL\n  skipped       2 cases: no Postgres\n";
        assert_eq!(told(&rows, 80), expected);
    }

    #[test]
    fn the_slowest_are_named_where_there_is_a_choice() {
        let rows = [("a", 5), ("b", 700), ("c", 1200), ("d", 30)]
            .map(|(path, ms)| row(path, Verdict::Passed, ms));
        let all: Vec<_> = rows.iter().collect();
        assert_eq!(
            told(&all, 40),
            "  slowest       1.20 s c, 700 ms b,\n                30.0 ms d, 5.00 ms a\n                (with fixtures)\n"
        );
        assert_eq!(told(&all[..1], 40), "");
    }

    #[test]
    fn a_twin_is_not_remarked_upon() {
        let remark = |mark| Row {
            mark,
            remarks: vec![(Status::Warn, "41 queries of 3".to_owned())],
            ..row("a", Verdict::Passed, 1)
        };
        let [warned, twin] = [Mark::Warned, Mark::FailedAsExpected].map(remark);
        let remarked = "  warning       a: 41 queries of 3\n";
        assert_eq!(told(&[&warned], 80), remarked);
        assert_eq!(told(&[&twin], 80), "");
    }
}
