//! What is worth saying about all cases together.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::row::{Mark, Row};
use crate::options::Severity;
use crate::report::format::{clean, plural, time};
use crate::report::palette::Palette;
use crate::verdict::Status;

/// How many of the slowest cases are named.
const SLOWEST: usize = 3;

/// `perf: 5 passed (1 with a warning), 1 failed, 1 inconclusive`.
pub(super) fn totals(rows: &[&Row], ignored: usize, palette: Palette) -> String {
    let of = |wanted: fn(&Mark) -> bool| rows.iter().filter(|row| wanted(&row.mark)).count();
    let passed = of(|mark| matches!(mark, Mark::Ok | Mark::Warned | Mark::FailedAsExpected));
    let warned = of(|mark| *mark == Mark::Warned);
    let failed = of(|mark| *mark == Mark::Failed);
    let inconclusive = of(|mark| *mark == Mark::Inconclusive);
    let partial = of(|mark| *mark == Mark::Partial);
    let skipped = of(|mark| matches!(mark, Mark::Skipped(_)));
    let passed = match warned {
        0 => format!("{passed} passed"),
        _ => format!("{passed} passed ({warned} with a warning)"),
    };
    let some = |number: usize, word: &str| (number > 0).then(|| format!("{number} {word}"));
    let parts = [
        Some(palette.good(&passed)),
        some(failed, "failed").map(|text| palette.bad(&text)),
        some(inconclusive, "inconclusive").map(|text| palette.warn(&text)),
        some(partial, "partial, judged by `cargo perf merge`").map(|text| palette.warn(&text)),
        some(skipped, "skipped").map(|text| palette.warn(&text)),
        some(ignored, "ignored").map(|text| palette.dim(&text)),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    format!("perf: {}\n", parts.join(", "))
}

/// Why cases were skipped, what was remarked, and what took longest.
pub(super) fn asides(rows: &[&Row], palette: Palette) -> String {
    let mut text = String::new();
    let mut aside = |word: String, what: &str| {
        let _ = writeln!(text, "  {word}  {what}");
    };
    let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        if let Mark::Skipped(reason) = &row.mark {
            *skipped.entry(reason).or_default() += 1;
        }
    }
    for (reason, number) in skipped {
        aside(
            palette.warn("skipped     "),
            &format!("{}: {reason}", plural(number, "case")),
        );
    }
    if let Some(order) = by_order(&of_mark(rows, &Mark::Failed)) {
        aside(palette.bad("failed      "), &order);
    }
    if let Some(order) = by_order(&of_mark(rows, &Mark::Warned)) {
        aside(palette.warn("warned      "), &order);
    }
    for (status, word) in [
        (Status::Inconclusive, "inconclusive"),
        (Status::Warn, "warning     "),
    ] {
        // What is expected to fail may well be remarked upon.
        let remarked = rows.iter().filter(|row| row.mark != Mark::FailedAsExpected);
        for row in remarked {
            for (_, remark) in row.remarks.iter().filter(|(its, _)| *its == status) {
                aside(palette.warn(word), &format!("{}: {remark}", row.name));
            }
        }
    }
    let ran: Vec<_> = rows
        .iter()
        .filter(|row| !matches!(row.mark, Mark::Skipped(_)))
        .collect();
    if ran.len() > 1 {
        aside(
            palette.dim("slowest     "),
            &format!("{} (with fixtures)", slowest(&ran)),
        );
    }
    text
}

fn of_mark<'a>(rows: &[&'a Row], mark: &Mark) -> Vec<&'a Row> {
    let of_it = rows.iter().filter(|row| row.mark == *mark);
    of_it.copied().collect()
}

/// `1 critical, 2 medium; 2 in api, 1 in other`, as far as the cases say such a thing.
fn by_order(rows: &[&Row]) -> Option<String> {
    let mut severities: BTreeMap<_, u64> = BTreeMap::new();
    let mut categories: BTreeMap<_, u64> = BTreeMap::new();
    for row in rows {
        *severities.entry(Reverse(row.severity)).or_default() += 1;
        let category = (row.category.is_none(), row.category);
        *categories.entry(category).or_default() += 1;
    }
    severities.retain(|_, _| rows.iter().any(|row| row.severity != Severity::Medium));
    categories.retain(|_, _| rows.iter().any(|row| row.category.is_some()));
    let severities = severities
        .into_iter()
        .map(|(Reverse(severity), number)| format!("{number} {}", severity.word()));
    let categories = categories.into_iter().map(|((_, category), number)| {
        format!("{number} in {}", clean(category.unwrap_or("other")))
    });
    let parts = [
        severities.collect::<Vec<_>>().join(", "),
        categories.collect::<Vec<_>>().join(", "),
    ];
    let said: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn slowest(rows: &[&&Row]) -> String {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| Reverse(row.elapsed));
    let named = rows
        .iter()
        .take(SLOWEST)
        .map(|row| format!("{} {}", time(row.elapsed), row.name));
    named.collect::<Vec<_>>().join(", ")
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

    #[test]
    fn reasons_to_skip_are_grouped() {
        let skipped = |path, reason: &str| row(path, Verdict::Skipped(reason.to_owned()), 1);
        let rows = [
            skipped("a", "no Postgres"),
            skipped("b", "no MySQL"),
            skipped("c", "no Postgres"),
        ];
        let rows: Vec<_> = rows.iter().collect();
        assert_eq!(
            totals(&rows, 0, Palette::plain()),
            "perf: 0 passed, 3 skipped\n"
        );
        let expected = "  skipped       1 case: no MySQL\n  skipped       2 cases: no Postgres\n";
        assert_eq!(asides(&rows, Palette::plain()), expected);
    }

    #[test]
    fn the_slowest_are_named_where_there_is_a_choice() {
        let rows = [("a", 5), ("b", 700), ("c", 1200), ("d", 30)]
            .map(|(path, ms)| row(path, Verdict::Passed, ms));
        let all: Vec<_> = rows.iter().collect();
        assert_eq!(
            asides(&all, Palette::plain()),
            "  slowest       1.20 s c, 700 ms b, 30.0 ms d (with fixtures)\n"
        );
        assert_eq!(asides(&all[..1], Palette::plain()), "");
    }

    #[test]
    fn a_twin_is_not_remarked_upon() {
        let remark = |mark| Row {
            mark,
            remarks: vec![(Status::Warn, "41 queries of 3".to_owned())],
            ..row("a", Verdict::Passed, 1)
        };
        let [warned, twin] = [Mark::Warned, Mark::FailedAsExpected].map(remark);
        let told = asides(&[&warned], Palette::plain());
        assert!(told.contains("a: 41 queries of 3"), "{told}");
        assert_eq!(asides(&[&twin], Palette::plain()), "");
    }
}
