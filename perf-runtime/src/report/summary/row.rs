//! What the table shows of a case, taken from its report.

use std::time::Duration;

use crate::assess::time::duration;
use crate::case_report::CaseReport;
use crate::options::Severity;
use crate::report::format::{clean, count, limit_ms, time};
use crate::verdict::{Finding, Status, Verdict};

/// A case in the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(super) category: Option<&'static str>,
    pub(super) severity: Severity,
    pub(super) name: String,
    pub(super) queries: Figure,
    pub(super) time: Figure,
    pub(super) mark: Mark,
    /// What was found that does not fail the case.
    pub(super) remarks: Vec<(Status, String)>,
    /// From the first fixture to the end of the clean-up, and the waits for a turn.
    pub(crate) elapsed: Duration,
}

/// A figure beside its limit: `41` and ` of 3`. Empty where it is not known.
#[derive(Debug, Default)]
pub(super) struct Figure {
    pub(super) value: String,
    pub(super) limit: String,
    pub(super) bad: bool,
}

/// What became of a case.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Ok,
    Warned,
    /// It failed, as `#[should_panic]` says it must.
    FailedAsExpected,
    Failed,
    Inconclusive,
    Skipped(String),
}

impl Row {
    /// `failed` is whether the case counts as failed, which `#[should_panic]` may turn around.
    pub(crate) fn of(report: &CaseReport, failed: bool, elapsed: Duration) -> Self {
        let warned = report
            .findings
            .iter()
            .any(|finding| finding.status == Status::Warn);
        Self {
            category: report.case.options.category,
            severity: report.case.options.severity(),
            name: clean(&report.case.path()),
            queries: queries_of(report),
            time: time_of(report),
            mark: match &report.verdict {
                Verdict::Skipped(reason) => Mark::Skipped(clean(reason)),
                _ if failed => Mark::Failed,
                Verdict::Failed => Mark::FailedAsExpected,
                Verdict::Inconclusive => Mark::Inconclusive,
                Verdict::Passed if warned => Mark::Warned,
                Verdict::Passed => Mark::Ok,
            },
            remarks: report.findings.iter().filter_map(remark).collect(),
            elapsed,
        }
    }
}

/// The queries of the worst run.
fn queries_of(report: &CaseReport) -> Figure {
    let Some(worst) = report.runs.iter().map(|run| run.queries.count()).max() else {
        return Figure::default();
    };
    let budget = report
        .findings
        .iter()
        .find(|finding| finding.budget == "max_queries");
    Figure {
        value: count(worst),
        limit: report
            .case
            .options
            .max_queries
            .map(|limit| format!(" of {}", count(limit)))
            .unwrap_or_default(),
        bad: budget.is_some_and(|finding| finding.status.is_bad()),
    }
}

/// The judged time beside its limit: of several the worst. Without one, the slowest run.
fn time_of(report: &CaseReport) -> Figure {
    // The first of several, since `max_by_key` would take the last.
    let judged = report
        .findings
        .iter()
        .rev()
        .filter_map(judged_time)
        .max_by_key(|(finding, ..)| finding.status.weight());
    if let Some((finding, label, figure, limit)) = judged {
        return Figure {
            value: time(duration(figure)),
            limit: format!(" of {}{label}", limit_ms(limit)),
            bad: finding.status.is_bad(),
        };
    }
    let slowest = report.runs.iter().map(|run| run.elapsed).max();
    Figure {
        value: slowest.map(time).unwrap_or_default(),
        ..Figure::default()
    }
}

/// A budget on the time of runs: how it is called, its figure and its limit in milliseconds.
fn judged_time(finding: &Finding) -> Option<(&Finding, String, f64, f64)> {
    let label = match statistic(&finding.budget)?.as_str() {
        "max" => String::new(),
        other => format!(" ({other})"),
    };
    Some((finding, label, finding.figure?, finding.limit?))
}

/// Which statistic of the time of runs a budget is on: `max`, `mean`, `p99.9`; nothing where it is on something else.
pub(in crate::report) fn statistic(budget: &str) -> Option<String> {
    let name = budget.strip_suffix("_ms")?;
    let is_percentile = || {
        let digits = name.strip_prefix('p').unwrap_or_default();
        digits.starts_with(|first: char| first.is_ascii_digit())
            && digits
                .chars()
                .all(|each| each.is_ascii_digit() || each == '_')
    };
    (matches!(name, "max" | "mean") || is_percentile()).then(|| name.replace('_', "."))
}

fn remark(finding: &Finding) -> Option<(Status, String)> {
    matches!(finding.status, Status::Warn | Status::Inconclusive).then(|| {
        (
            finding.status,
            format!("{} {}", finding.budget, clean(&finding.text)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;
    use crate::measurement::Run;

    fn row(findings: Vec<Finding>) -> Row {
        let case = fake::with("a", |case| case.options.max_queries = Some(1000));
        let mut report = fake::report(case, Verdict::Passed);
        let slower = Run {
            elapsed: Duration::from_millis(512),
            ..report.runs[0].clone()
        };
        report.runs.push(slower);
        report.findings = findings;
        Row::of(&report, false, Duration::ZERO)
    }

    fn cells(figure: &Figure) -> (String, bool) {
        (format!("{}{}", figure.value, figure.limit), figure.bad)
    }

    fn timed(budget: &str, status: Status, figure: f64) -> Finding {
        Finding::new(budget, status, "").figures(figure, 20.0)
    }

    #[test]
    fn the_time_that_was_judged_worst_is_shown() {
        let table = [
            (vec![], ("512 ms", false)),
            (
                vec![
                    timed("max_query_ms", Status::Fail, 30.0),
                    timed("max_queries", Status::Fail, 30.0),
                ],
                ("512 ms", false),
            ),
            (
                vec![
                    timed("max_ms", Status::Ok, 14.2),
                    timed("mean_ms", Status::Ok, 3.0),
                ],
                ("14.2 ms of 20 ms", false),
            ),
            (
                vec![
                    timed("max_ms", Status::Ok, 14.2),
                    timed("p99_9_ms", Status::Fail, 30.0),
                ],
                ("30.0 ms of 20 ms (p99.9)", true),
            ),
            (
                vec![timed("mean_ms", Status::Fail, 30.0)],
                ("30.0 ms of 20 ms (mean)", true),
            ),
            (
                vec![timed("max_ms", Status::Inconclusive, 30.0)],
                ("30.0 ms of 20 ms", false),
            ),
            // Too few samples: there is no figure.
            (
                vec![Finding::new("p95_ms", Status::Blind, "too few")],
                ("512 ms", false),
            ),
        ];
        for (findings, (text, bad)) in table {
            let shown = format!("{findings:?}");
            assert_eq!(
                cells(&row(findings).time),
                (text.to_owned(), bad),
                "{shown}"
            );
        }
    }

    #[test]
    fn queries_stand_beside_their_limit() {
        assert_eq!(
            cells(&row(vec![]).queries),
            ("0 of 1,000".to_owned(), false)
        );
        let blind = Finding::new("max_queries", Status::Blind, "0 queries");
        assert_eq!(
            cells(&row(vec![blind]).queries),
            ("0 of 1,000".to_owned(), true)
        );
    }

    #[test]
    fn a_case_that_did_not_run_has_no_figures() {
        let report = CaseReport::empty(fake::case("a"), Verdict::Skipped("no\nserver".to_owned()));
        let row = Row::of(&report, false, Duration::ZERO);
        assert_eq!([row.queries.value, row.time.value], ["", ""]);
        assert_eq!(row.mark, Mark::Skipped("no server".to_owned()));
    }
}
