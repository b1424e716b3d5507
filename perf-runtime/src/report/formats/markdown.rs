//! Markdown for a pull request: what failed and where, the rest folded away.

mod escape;
mod page;

use std::cmp::Reverse;
use std::fmt::Write as _;

use self::escape::{block, code, words};
use self::page::Page;
use super::told::{Place, Totals, binary};
use crate::report::format::{count, cut, plural};
use crate::store::Run;
use crate::store::record::{Record, VerdictWord};

/// The summary of a step of GitHub Actions: 1 MiB.
pub(crate) const LIMIT: usize = 1 << 20;

/// Cases in the table of the slowest.
const SLOWEST: usize = 10;

/// Characters of a reason in the table; the details have it in full.
const WIDE: usize = 200;

/// What percentage of the page each part may fill it up to, so that the details are what is cut.
const TROUBLE: usize = 10;
const TABLE: usize = 50;
const DETAILS: usize = 95;

pub(super) fn render(run: &Run) -> String {
    within(run, LIMIT)
}

/// The report in at most so many bytes; what is left out is told.
pub(crate) fn within(run: &Run, bytes: usize) -> String {
    let mut page = Page::new(bytes);
    page.push(&head(run));
    let rest = "more did not end, or cannot be read";
    list(&mut page, &trouble(run), TROUBLE, rest, Clone::clone);
    let cases = to_show(run);
    if !cases.is_empty() {
        page.push("\n| | case | why | at |\n|---|---|---|---|\n");
        let rest = "more cases are in the other reports";
        list(&mut page, &cases, TABLE, rest, |record| row(record));
    }
    page.push(&slowest(run));
    let rest = "more details are in the other reports";
    list(&mut page, &cases, DETAILS, rest, |record| details(record));
    page.into_text()
}

/// Takes the parts, and says how many there was no room for.
fn list<T>(page: &mut Page, parts: &[T], percent: usize, rest: &str, text: impl Fn(&T) -> String) {
    let left = page.take(parts, percent, text);
    if left > 0 {
        let left = count(u64::try_from(left).unwrap_or(u64::MAX));
        page.push(&format!("\n_{left} {rest}_\n"));
    }
}

fn head(run: &Run) -> String {
    let totals = Totals::of(run);
    let all = plural(totals.all(), "case");
    let mut text = match (totals.all(), totals.failed) {
        (0, _) => "## perf: no case was recorded\n".to_owned(),
        (_, 0) => format!("## perf: none of {all} failed\n"),
        (_, failed) => format!("## perf: {} of {all} failed\n", count(failed)),
    };
    let numbers = [
        (totals.passed, "passed"),
        (totals.failed, "failed"),
        (totals.inconclusive, "inconclusive"),
        (totals.partial, "not judged, being parts"),
        (totals.skipped, "skipped"),
        (totals.unfinished, "did not end"),
        (totals.warned, "with warnings"),
    ];
    let shown = numbers.into_iter().filter(|(number, _)| *number > 0);
    let shown: Vec<_> = shown
        .map(|(number, word)| format!("**{}** {word}", count(number)))
        .collect();
    let _ = writeln!(text, "\n{}", shown.join(" · "));
    text
}

/// What is missing in the report.
fn trouble(run: &Run) -> Vec<String> {
    let mut trouble = Vec::new();
    for mark in &run.unfinished {
        let place = format!("{}:{}", mark.file, mark.line);
        trouble.push(format!(
            "- {} began and left no record: {}\n",
            code(&mark.name),
            code(&place)
        ));
    }
    for problem in &run.problems {
        trouble.push(format!("- {}\n", words(&problem.to_string())));
    }
    if let Some(first) = trouble.first_mut() {
        first.insert(0, '\n');
    }
    trouble
}

/// The failed and the inconclusive ones, the most severe first.
fn to_show(run: &Run) -> Vec<&Record> {
    let is_shown = |record: &&Record| {
        matches!(
            record.standing(),
            VerdictWord::Failed | VerdictWord::Inconclusive
        )
    };
    let mut cases: Vec<_> = run.records.iter().filter(is_shown).collect();
    cases.sort_by_key(|record| {
        let has_failed = record.standing() == VerdictWord::Failed;
        (Reverse(has_failed), Reverse(record.severity))
    });
    cases
}

fn row(record: &Record) -> String {
    let reasons: Vec<_> = record
        .reasons()
        .iter()
        .map(|reason| words(&cut(reason, WIDE)))
        .collect();
    let at = record.culprit().unwrap_or_else(|| record.own_place());
    format!(
        "| {}<br>{} | {} | {} | {} |\n",
        record.standing().word(),
        record.severity.word(),
        code(&record.name),
        reasons.join("<br>"),
        place(at),
    )
}

fn place(at: Place<'_>) -> String {
    match at.function {
        "" => code(&at.to_string()),
        function => format!("{}<br>{}", code(&at.to_string()), code(function)),
    }
}

fn details(record: &Record) -> String {
    let text = match &record.report {
        Some(report) => block(report),
        None => String::new(),
    };
    format!(
        "\n<details><summary>{} of {}</summary>\n\n{text}\n</details>\n",
        code(&record.name),
        code(&binary(&record.package, &record.target)),
    )
}

/// A table of those that took longest, folded away.
fn slowest(run: &Run) -> String {
    let mut cases: Vec<_> = run
        .records
        .iter()
        .filter(|record| record.took_ms > 0.0)
        .collect();
    cases.sort_by(|a, b| b.took_ms.total_cmp(&a.took_ms));
    cases.truncate(SLOWEST);
    if cases.is_empty() {
        return String::new();
    }
    let mut text =
        "\n<details><summary>slowest cases</summary>\n\n| case | took | verdict |\n|---|--:|---|\n"
            .to_owned();
    for record in cases {
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            code(&record.name),
            record.took(),
            record.standing().word()
        );
    }
    text + "\nWith fixtures and runs that were repeated.\n\n</details>\n"
}
