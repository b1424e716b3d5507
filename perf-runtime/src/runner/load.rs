//! A `#[load]` case from its pass to its report.

use super::alone::{self, Company};
use super::{blame, interrupt, perf};
use crate::assess::{self, metrics, queries, soft};
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::load::{self, Cause, Early, Load, LoadPass};
use crate::options::Options;
use crate::verdict::{Finding, Status, Verdict};

pub(super) fn run(case: &'static Case) -> CaseReport {
    // A load measures the machine as much as the body: nothing else runs beside it.
    let _turn = alone::wait(Company::Alone);
    let _running = interrupt::Running::begin();
    let pass = load::run(case);
    if let Some(stopped) = &pass.stopped {
        let (verdict, failure) = perf::stopped(case, stopped.clone());
        return report(case, pass, Vec::new(), Some(verdict), failure);
    }
    let mut findings = queries::findings(&case.options, &pass.runs, unseen(case, &pass).as_deref());
    let figures = &pass.said.figures;
    let of_load = assess::load::findings;
    findings.extend(confirmed(case, &case.options, of_load, &pass.load));
    findings.extend(metrics::findings(&case.options, figures, true));
    if let Some(soft) = soft::options(&case.options) {
        let mut warnings = queries::findings(&soft, &pass.runs, unseen(case, &pass).as_deref());
        let of_load = assess::load::soft_findings;
        warnings.extend(if Envs::get().warnings_fail {
            confirmed(case, &soft, of_load, &pass.load)
        } else {
            of_load(&soft, &pass.load)
        });
        warnings.extend(metrics::findings(&soft, figures, true));
        let again = Envs::get().warnings_fail;
        let warnings = warnings.into_iter();
        findings.extend(warnings.map(|finding| soft::soften(finding, again)));
    }
    let interrupted = interrupt::failure(&pass.load);
    report(case, pass, findings, None, interrupted)
}

/// A limit on time that was over is a failure only if it is over in a second load too.
fn confirmed(
    case: &'static Case,
    options: &Options,
    judge: fn(&Options, &Load) -> Vec<Finding>,
    load: &Load,
) -> Vec<Finding> {
    let first = judge(options, load);
    if !first.iter().any(is_open) {
        return weighed(first, load);
    }
    let second = again(case, load).map(|load| weighed(judge(options, &load), &load));
    first
        .into_iter()
        .map(|finding| confirm(finding, load, &second))
        .collect()
}

/// Whether a second load is to decide.
fn is_open(finding: &Finding) -> bool {
    finding.status == Status::Fail && assess::load::is_of_time(&finding.budget)
}

fn weighed(findings: Vec<Finding>, load: &Load) -> Vec<Finding> {
    let weigh = |finding| assess::load::weigh(finding, &load.health);
    findings.into_iter().map(weigh).collect()
}

/// A second load, or why there is none that came to its end.
fn again(case: &'static Case, load: &Load) -> Result<Load, &'static str> {
    if load.early.is_some() {
        return Err("the load was ended early");
    }
    let LoadPass { load, stopped, .. } = load::run(case);
    let interrupted = |early: Early| early.cause == Cause::Interrupted;
    if stopped.is_some() || load.early.is_some_and(interrupted) {
        return Err("the load could not be run again");
    }
    Ok(load)
}

/// What is to be said of a finding on the first load, after the second.
fn confirm(finding: Finding, load: &Load, second: &Result<Vec<Finding>, &'static str>) -> Finding {
    let of_second = |budget: &str| second.as_ref().ok()?.iter().find(|it| it.budget == budget);
    let other = of_second(&finding.budget);
    let decides = match other {
        // A rule that ended the second load fails the case too.
        Some(other) if is_the_rule(other) => other.status == Status::Fail,
        _ => is_open(&finding),
    };
    if !decides {
        return assess::load::weigh(finding, &load.health);
    }
    match (other, second) {
        (Some(other), _) if other.status == Status::Fail && is_open(&finding) => {
            let text = format!("{}; again {}", finding.text, other.text);
            assess::load::weigh(Finding { text, ..finding }, &load.health)
        }
        (Some(other), _) => Finding {
            text: format!("{} at the second try", other.text),
            ..other.clone()
        },
        (None, second) => {
            let why = second
                .as_ref()
                .err()
                .copied()
                .unwrap_or("it was not judged again");
            Finding {
                status: Status::Inconclusive,
                text: format!("{}; not judged, {why}", finding.text),
                ..finding
            }
        }
    }
}

/// Whether it is of the rule that ends a load, in whichever of the two.
fn is_the_rule(finding: &Finding) -> bool {
    finding.budget == "abort_on"
}

/// Why queries that were not seen may have been there all the same.
fn unseen(case: &Case, pass: &LoadPass) -> Option<String> {
    let (sent, seen) = pass.canaries;
    if seen < sent {
        return Some(blame::NOT_RECORDED.to_owned());
    }
    let options = &case.options;
    let expected = options.max_queries == Some(0) || options.min_queries == Some(0);
    let nothing = pass.load.queries.all == 0 && pass.load.counts.ok > 0;
    let elsewhere = pass.late.count() + pass.stray.count();
    (nothing && !expected).then(|| blame::nothing_seen(&pass.runs, elsewhere, sent))
}

fn report(
    case: &'static Case,
    pass: LoadPass,
    findings: Vec<Finding>,
    verdict: Option<Verdict>,
    failure: Option<Failure>,
) -> CaseReport {
    let judged = Verdict::of(&findings, failure.is_some(), Envs::get());
    CaseReport {
        findings,
        failure,
        runs: pass.runs,
        load: Some(pass.load),
        late: pass.late,
        said: pass.said,
        panics: pass.panics,
        notes: pass.notes,
        recorder: Some(pass.recorder),
        ..CaseReport::empty(case, verdict.unwrap_or(judged))
    }
}
