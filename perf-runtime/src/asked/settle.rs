//! What a quick run leaves of the findings: what fewer runs or smaller data cannot tell is inconclusive, and never passed.

use super::reduce::Reduced;
use crate::case::ShouldPanic;
use crate::case_report::CaseReport;
use crate::envs::Envs;
use crate::judge::percentile;
use crate::options::Options;
use crate::verdict::{Finding, Status, Verdict};

/// Of a case that is to fail.
const NOT_FAILED: &str = "it is to fail, and less of it did not: not judged in quick mode";

/// Takes back what cannot be said of a case of which this much was left out.
pub(crate) fn settle(report: &mut CaseReport, reduced: &Reduced) {
    report.reduced = reduced.words();
    if matches!(report.verdict, Verdict::Skipped(_)) {
        return;
    }
    let samples = match &report.load {
        Some(load) => load.counts.ok,
        None => report.runs.len() as u64,
    };
    let hard = report.case.options;
    let soft = hard.warn.copied().unwrap_or(Options::NONE);
    for finding in &mut report.findings {
        let options = if finding.soft { &soft } else { &hard };
        if let Some(why) = objection(finding, options, reduced, samples) {
            finding.status = not_judged(finding, Envs::get().warnings_fail);
            finding.text = format!("{}; not judged in quick mode: {why}", finding.text);
        }
    }
    report.verdict = Verdict::of(&report.findings, report.failure.is_some(), Envs::get());
    if report.verdict == Verdict::Passed && report.case.should_panic != ShouldPanic::No {
        // Nor is it a fault that less of it did not fail.
        report.verdict = Verdict::Inconclusive;
        report.notes.push(NOT_FAILED.to_owned());
    }
}

/// What a soft limit cannot see is a warning, unless warnings fail.
fn not_judged(finding: &Finding, warnings_fail: bool) -> Status {
    if finding.soft && !warnings_fail {
        Status::Warn
    } else {
        Status::Inconclusive
    }
}

/// Why the finding says nothing of the case as it is written.
fn objection(
    finding: &Finding,
    options: &Options,
    reduced: &Reduced,
    samples: u64,
) -> Option<String> {
    let is_blind = match finding.status {
        Status::Blind => true,
        Status::Warn => finding.soft,
        _ => false,
    };
    let of_runs = || match finding.status {
        Status::Ok => too_few_to_pass(finding, samples),
        _ if is_blind && too_few_at_all(finding, options, samples) => Some(reduced.runs.join(", ")),
        _ => None,
    };
    let of_sizes = |left_out: &String| {
        (finding.status == Status::Ok && depends_on_size(&finding.budget)).then(|| left_out.clone())
    };
    (!reduced.runs.is_empty())
        .then(of_runs)
        .flatten()
        .or_else(|| reduced.sizes.as_ref().and_then(of_sizes))
}

/// What happens seldom, or little by little, does not happen in a short time.
fn too_few_to_pass(finding: &Finding, samples: u64) -> Option<String> {
    match finding.budget.as_str() {
        "max_error_rate" => {
            let limit = finding.limit.unwrap_or_default();
            let cannot_tell = limit > 0.0 && samples as f64 * limit < 1.0;
            cannot_tell.then(|| "one failure would be more".to_owned())
        }
        "max_dropped" => finding
            .figure
            .is_some_and(|dropped| dropped > 0.0)
            .then(|| "there would be more of them in the whole load".to_owned()),
        "max_rss_growth" => Some("it may grow with time".to_owned()),
        _ => None,
    }
}

/// The whole load would have had enough samples for the percentile.
fn too_few_at_all(finding: &Finding, options: &Options, samples: u64) -> bool {
    let of_time = options.percentiles.iter();
    let of_waits = options.pool_wait_percentiles.iter();
    let is_of = |percent: f64| {
        let keys = [
            crate::assess::time::percentile_key(percent),
            crate::assess::time::pool_wait_key(percent),
        ];
        keys.contains(&finding.budget)
    };
    let is_too_few = |percent: f64| percentile::exceeds(0, samples, percent).is_err();
    let mut percents = of_time.chain(of_waits).map(|(percent, _)| *percent);
    samples > 0 && percents.any(|percent| is_of(percent) && is_too_few(percent))
}

/// Growth is told from the sizes that there were.
fn depends_on_size(budget: &str) -> bool {
    budget != "n_plus_one" && !budget.starts_with("growth(")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;

    fn reduced(runs: bool, sizes: bool) -> Reduced {
        Reduced {
            runs: runs
                .then(|| "iterations 10 of 100".to_owned())
                .into_iter()
                .collect(),
            sizes: sizes.then(|| "sizes up to 1,000 of 10,000".to_owned()),
        }
    }

    /// What becomes of a finding on ten runs.
    fn settled(finding: Finding, reduced: &Reduced) -> (Status, Verdict) {
        let case = fake::with("a", |case| {
            case.options.percentiles = &[(50.0, 5.0), (95.0, 5.0)];
        });
        let mut report = fake::report(case, Verdict::Passed);
        report.runs = std::iter::repeat_n(report.runs[0].clone(), 10).collect();
        report.findings = vec![finding];
        settle(&mut report, reduced);
        assert_eq!(report.reduced, reduced.words());
        (report.findings[0].status, report.verdict)
    }

    #[test]
    fn what_less_cannot_tell_is_neither_passed_nor_failed() {
        use Status::{Blind, Fail, Inconclusive, Ok, Part, Warn};
        let at = |budget: &str, status, figure, limit| {
            Finding::new(budget, status, "").figures(figure, limit)
        };
        let (fewer, smaller) = (reduced(true, false), reduced(false, true));
        for (finding, reduced, expected) in [
            // Counts are exact for what ran.
            (at("max_queries", Ok, 1.0, 2.0), &fewer, Ok),
            (at("max_queries", Fail, 3.0, 2.0), &fewer, Fail),
            (at("max_queries", Blind, 0.0, 2.0), &fewer, Blind),
            (at("max_ms", Warn, 3.0, 2.0), &fewer, Warn),
            (at("p95_ms", Blind, 0.0, 0.0), &fewer, Inconclusive),
            // Ten samples have a median: it is blind for another reason.
            (at("p50_ms", Blind, 0.0, 0.0), &fewer, Blind),
            (at("p95_ms", Ok, 1.0, 5.0), &fewer, Ok),
            (at("max_error_rate", Ok, 0.0, 0.01), &fewer, Inconclusive),
            (at("max_error_rate", Ok, 0.0, 0.1), &fewer, Ok),
            (at("max_error_rate", Ok, 0.0, 0.0), &fewer, Ok),
            (at("max_error_rate", Fail, 0.5, 0.01), &fewer, Fail),
            (at("max_dropped", Ok, 0.0, 5.0), &fewer, Ok),
            (at("max_dropped", Ok, 2.0, 5.0), &fewer, Inconclusive),
            (at("max_rss_growth", Ok, 0.0, 5.0), &fewer, Inconclusive),
            // More data never costs less.
            (at("max_queries", Ok, 1.0, 2.0), &smaller, Inconclusive),
            (at("max_queries", Fail, 3.0, 2.0), &smaller, Fail),
            (at("p95_ms", Blind, 0.0, 0.0), &smaller, Blind),
            (at("n_plus_one", Ok, 0.0, 0.0), &smaller, Ok),
            (at("growth(queries)", Ok, 0.0, 0.0), &smaller, Ok),
            // It is judged with those of the other shards.
            (at("max_error_rate", Part, 0.0, 0.01), &fewer, Part),
        ] {
            let shown = format!("{finding:?}");
            let verdict = match expected {
                Ok | Warn => Verdict::Passed,
                Fail | Blind => Verdict::Failed,
                Inconclusive => Verdict::Inconclusive,
                Part => Verdict::Partial,
            };
            assert_eq!(settled(finding, reduced), (expected, verdict), "{shown}");
        }
    }

    #[test]
    fn what_a_soft_limit_cannot_see_is_a_warning() {
        let case = fake::with("a", |case| {
            let soft = Options {
                percentiles: &[(95.0, 5.0)],
                ..Options::NONE
            };
            case.options.warn = Some(Box::leak(Box::new(soft)));
        });
        let mut report = fake::report(case, Verdict::Passed);
        let blind = Finding::new("p95_ms", Status::Warn, "1 sample has no p95");
        let soft = Finding {
            soft: true,
            ..blind
        };
        report.findings = vec![soft.clone()];
        settle(&mut report, &reduced(true, false));
        assert_eq!(
            (report.findings[0].status, report.verdict),
            (Status::Warn, Verdict::Passed)
        );
        let told = "1 sample has no p95; not judged in quick mode: iterations 10 of 100";
        assert_eq!(report.findings[0].text, told);
        assert_eq!(not_judged(&soft, true), Status::Inconclusive);
    }

    #[test]
    fn a_twin_that_did_not_fail_is_no_failure() {
        let twin = fake::with("a", |case| case.should_panic = ShouldPanic::Yes);
        let over = Finding::new("max_queries", Status::Fail, "3 queries, budget 2");
        for (findings, expected) in [
            (vec![], Verdict::Inconclusive),
            (vec![over], Verdict::Failed),
        ] {
            let mut report = fake::report(twin, Verdict::Passed);
            report.findings = findings;
            settle(&mut report, &reduced(true, false));
            assert_eq!(report.verdict, expected);
        }
    }

    #[test]
    fn a_case_that_did_not_run_stays_as_it_is() {
        let skipped = Verdict::Skipped("no server".to_owned());
        let mut report = CaseReport::empty(fake::case("a"), skipped.clone());
        settle(&mut report, &reduced(true, true));
        assert_eq!(report.verdict, skipped);
    }
}
