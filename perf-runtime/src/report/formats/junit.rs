//! JUnit, as CI servers read it: one suite a test binary, called as nextest calls it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::told::{binary, milliseconds};
use crate::report::format::clean_lines;
use crate::store::record::{Record, RecordedFinding, TestOutcome, VerdictWord};
use crate::store::{Mark, Run};

pub(super) fn render(run: &Run) -> String {
    let mut report = Report::new(run.name.as_str());
    if let Some((began, took)) = span(&run.records) {
        report.set_timestamp(began).set_time(took);
    }
    report.add_test_suites(suites(run));
    report
        .to_string()
        .expect("a string can be written to, and a report is UTF-8")
}

/// In the order of their names.
fn suites(run: &Run) -> impl Iterator<Item = TestSuite> {
    let mut suites: BTreeMap<_, (Vec<&Record>, Vec<TestCase>)> = BTreeMap::new();
    for record in &run.records {
        let of_binary = suites
            .entry(binary(&record.package, &record.target))
            .or_default();
        of_binary.0.push(record);
        of_binary.1.push(case(record));
    }
    for mark in &run.unfinished {
        let of_binary = suites
            .entry(binary(&mark.package, &mark.target))
            .or_default();
        of_binary.1.push(unfinished(mark));
    }
    if !run.problems.is_empty() {
        let unread = run
            .problems
            .iter()
            .map(|problem| unread(&problem.to_string()));
        suites.entry("perf".into()).or_default().1.extend(unread);
    }
    suites.into_iter().map(|(name, (records, cases))| {
        let mut suite = TestSuite::new(name.as_ref());
        if let Some((began, took)) = span(records) {
            suite.set_timestamp(began).set_time(took);
        }
        suite.add_test_cases(cases);
        suite
    })
}

fn case(record: &Record) -> TestCase {
    let mut case = TestCase::new(record.name.as_str(), status(record));
    case.set_classname(binary(&record.package, &record.target).as_ref())
        .set_timestamp(moment(record.began_unix_ms))
        .set_time(milliseconds(record.took_ms))
        .add_properties(properties(record));
    // What passed all the same is worth reading where it is not simply fine.
    if let (TestOutcome::Ok, Some(text)) = (record.outcome, &record.report) {
        case.set_system_out(text.as_str());
    }
    case
}

fn status(record: &Record) -> TestCaseStatus {
    match record.outcome {
        TestOutcome::Ok => TestCaseStatus::success(),
        TestOutcome::Ignored => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(record.reason.as_deref().unwrap_or_default());
            status
        }
        TestOutcome::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_type(kind(record))
                .set_message(record.reasons().join("; "));
            if let Some(text) = &record.report {
                status.set_description(text.as_str());
            }
            status
        }
    }
}

/// What failures are grouped by: the budgets that were over, or what else went wrong.
fn kind(record: &Record) -> String {
    let mut kinds: Vec<_> = record
        .at_fault()
        .iter()
        .map(|one| one.budget.as_str())
        .collect();
    if record.failure.is_some() {
        kinds.insert(0, "body");
    }
    if record.verdict != VerdictWord::Failed {
        kinds = vec!["should_panic"];
    }
    kinds.join(", ")
}

fn unfinished(mark: &Mark) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status
        .set_type("unfinished")
        .set_message("it began and left no record: the run was cut off in it, or is still in it");
    let mut case = TestCase::new(mark.name.as_str(), status);
    case.set_classname(binary(&mark.package, &mark.target).as_ref());
    case.add_property(("file", format!("{}:{}", mark.file, mark.line).as_str()));
    case
}

/// A record that cannot be read may be one of a case that failed: no report without it is green.
fn unread(problem: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("unread").set_message(clean_lines(problem));
    let mut case = TestCase::new("a record that cannot be read", status);
    case.set_classname("perf");
    case
}

fn properties(record: &Record) -> Vec<Property> {
    let mut properties = vec![
        ("verdict".to_owned(), record.verdict.word().to_owned()),
        ("file".to_owned(), record.own_place().to_string()),
        ("severity".to_owned(), record.severity.word().to_owned()),
        ("build".to_owned(), record.build.clone()),
        ("profile".to_owned(), record.profile.clone()),
    ];
    let mut more = |name: &str, value: String| properties.push((name.to_owned(), value));
    if let Some(category) = &record.category {
        more("category", category.clone());
    }
    if let Some(line) = record.culprit() {
        more("at", line.to_string());
    }
    for less in &record.reduced {
        more("reduced", less.clone());
    }
    for tag in &record.tags {
        more("tag", tag.clone());
    }
    for finding in &record.findings {
        let key = key(finding);
        more(&key, finding.status.word().to_owned());
        for (what, figure) in [("figure", finding.figure), ("limit", finding.limit)] {
            if let Some(figure) = figure {
                more(&format!("{key}.{what}"), figure.to_string());
            }
        }
    }
    properties
        .iter()
        .map(|(name, value)| Property::new(name.as_str(), value.as_str()))
        .collect()
}

/// A soft limit may stand beside a hard one of the same name.
fn key(finding: &RecordedFinding) -> String {
    if finding.soft {
        format!("warn.{}", finding.budget)
    } else {
        finding.budget.clone()
    }
}

/// When the first of them began, and how long it was until the last had ended.
fn span<'a>(
    records: impl IntoIterator<Item = &'a Record>,
) -> Option<(DateTime<FixedOffset>, Duration)> {
    let times = records
        .into_iter()
        .map(|one| (one.began_unix_ms, one.began_unix_ms as f64 + one.took_ms));
    let (began, ended) = times.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    Some((moment(began), milliseconds(ended - began as f64)))
}

fn moment(unix_ms: u64) -> DateTime<FixedOffset> {
    let moment = i64::try_from(unix_ms)
        .ok()
        .and_then(DateTime::from_timestamp_millis);
    moment.unwrap_or_default().fixed_offset()
}
