//! What the table shows of a case, taken from its report.

use std::time::Duration;

use crate::assess::time::duration;
use crate::case_report::CaseReport;
use crate::options::Severity;
use crate::report::format::{bytes, clean, count, limit_ms, time};
use crate::verdict::{Finding, Status, Verdict};

/// A case in the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(super) category: Option<&'static str>,
    pub(super) severity: Severity,
    pub(super) name: String,
    pub(super) queries: Figure,
    pub(super) time: Figure,
    pub(super) memory: Figure,
    pub(super) mark: Mark,
    /// What was found that does not fail the case.
    pub(super) remarks: Vec<(Status, String)>,
    /// Quick mode made it smaller.
    pub(super) is_reduced: bool,
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
    Partial,
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
            memory: memory_of(report),
            mark: match &report.verdict {
                Verdict::Skipped(reason) => Mark::Skipped(clean(reason)),
                _ if failed => Mark::Failed,
                Verdict::Failed => Mark::FailedAsExpected,
                Verdict::Inconclusive => Mark::Inconclusive,
                Verdict::Partial => Mark::Partial,
                Verdict::Passed if warned => Mark::Warned,
                Verdict::Passed => Mark::Ok,
            },
            remarks: report.findings.iter().filter_map(remark).collect(),
            is_reduced: !report.reduced.is_empty(),
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
    worst(report, judged_time).unwrap_or_else(|| {
        let slowest = report.runs.iter().map(|run| run.elapsed).max();
        Figure::alone(slowest.map(time))
    })
}

/// The judged memory beside its limit: of several the worst. Without one, the most that a run held at once.
fn memory_of(report: &CaseReport) -> Figure {
    worst(report, judged_memory).unwrap_or_else(|| {
        let peaks = report.runs.iter().filter_map(|run| run.heap);
        Figure::alone(peaks.map(|heap| heap.peak.at_most).max().map(bytes))
    })
}

/// Of the budgets that `judged` knows, the worst; of several, the first.
fn worst(report: &CaseReport, judged: fn(&Finding) -> Option<Figure>) -> Option<Figure> {
    let findings = report.findings.iter();
    // From behind, since `max_by_key` takes the last of several.
    let judged = findings
        .rev()
        .filter_map(|finding| Some((finding.status, judged(finding)?)));
    let worst = judged.max_by_key(|(status, _)| status.weight());
    worst.map(|(_, figure)| figure)
}

fn judged_time(finding: &Finding) -> Option<Figure> {
    let (figure, limit) = in_time(&finding.budget, finding.figure?, finding.limit?)?;
    Some(Figure::judged(finding, figure, &limit))
}

fn judged_memory(finding: &Finding) -> Option<Figure> {
    let (figure, limit) = in_memory(&finding.budget, finding.figure?, finding.limit?)?;
    Some(Figure::judged(finding, figure, &limit))
}

/// The figure and the limit of a budget on the time of runs, in words; nothing where it is on something else.
pub(in crate::report) fn in_time(
    budget: &str,
    figure: f64,
    limit: f64,
) -> Option<(String, String)> {
    let label = match statistic(budget)?.as_str() {
        "max" => String::new(),
        other => format!(" ({other})"),
    };
    let figure = time(duration(figure));
    Some((figure, format!("{}{label}", limit_ms(limit))))
}

/// The same of a budget on memory; what a run held at once goes without saying.
pub(in crate::report) fn in_memory(
    budget: &str,
    figure: f64,
    limit: f64,
) -> Option<(String, String)> {
    let (shown, label): (fn(u64) -> String, _) = match budget {
        "max_peak" => (bytes, ""),
        "max_alloc" => (bytes, " (in all)"),
        "max_leak" => (bytes, " (left)"),
        "max_rss_growth" => (bytes, " (resident)"),
        "max_allocs" => (count, " (allocations)"),
        _ => return None,
    };
    let [figure, limit] = [figure, limit].map(|figure| shown(whole(figure)));
    Some((figure, format!("{limit}{label}")))
}

/// A figure that was a whole number before it was judged.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it was one before"
)]
fn whole(figure: f64) -> u64 {
    figure as u64
}

impl Figure {
    /// A figure without a limit.
    fn alone(value: Option<String>) -> Self {
        Self {
            value: value.unwrap_or_default(),
            ..Self::default()
        }
    }

    fn judged(finding: &Finding, value: String, limit: &str) -> Self {
        Self {
            value,
            limit: format!(" of {limit}"),
            bad: finding.status.is_bad(),
        }
    }
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
    use crate::probe::memory::{Bounds, Heap};

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
    fn the_memory_that_was_judged_worst_is_shown() {
        let of = |budget: &str, status, figure| {
            Finding::new(budget, status, "").figures(figure, 65_536.0)
        };
        let peak = of("max_peak", Status::Ok, 90_000.0);
        let table = [
            (vec![], ("", false)),
            (vec![peak.clone()], ("87.9 KiB of 64 KiB", false)),
            (
                vec![peak.clone(), of("max_allocs", Status::Ok, 12.0)],
                ("87.9 KiB of 64 KiB", false),
            ),
            (
                vec![peak, of("max_allocs", Status::Fail, 70_000.0)],
                ("70,000 of 65,536 (allocations)", true),
            ),
            (
                vec![of("max_leak", Status::Inconclusive, 512.0)],
                ("512 B of 64 KiB (left)", false),
            ),
            (
                vec![Finding::new("max_alloc", Status::Blind, "not counted")],
                ("", false),
            ),
        ];
        for (findings, (text, bad)) in table {
            let shown = format!("{findings:?}");
            let expected = (text.to_owned(), bad);
            assert_eq!(cells(&row(findings).memory), expected, "{shown}");
        }
    }

    #[test]
    fn what_no_limit_is_on_is_the_most_of_all_runs() {
        let mut report = fake::report(fake::case("a"), Verdict::Passed);
        let run = |peak| Run {
            heap: Some(Heap {
                peak: Bounds {
                    at_least: 0,
                    at_most: peak,
                },
                ..Heap::default()
            }),
            ..report.runs[0].clone()
        };
        report.runs = vec![run(2048), run(65_536), run(1024)];
        let row = Row::of(&report, false, Duration::ZERO);
        assert_eq!(cells(&row.memory), ("64 KiB".to_owned(), false));
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
        assert_eq!(
            [row.queries.value, row.time.value, row.memory.value],
            ["", "", ""]
        );
        assert_eq!(row.mark, Mark::Skipped("no server".to_owned()));
    }
}
