//! A `#[load]` case from its pass to its report.

use super::alone::{self, Company};
use super::{blame, perf};
use crate::assess::{self, queries};
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::load::{self, LoadPass};
use crate::verdict::{Finding, Status, Verdict};

pub(super) fn run(case: &'static Case) -> CaseReport {
    // A load measures the machine as much as the body: nothing else runs beside it.
    let _turn = alone::wait(Company::Alone);
    let pass = load::run(case);
    if let Some(stopped) = &pass.stopped {
        let (verdict, failure) = perf::stopped(case, stopped.clone());
        return report(case, pass, Vec::new(), Some(verdict), failure);
    }
    let mut findings = queries::findings(&case.options, &pass.runs, unseen(case, &pass).as_deref());
    findings.extend(confirmed(
        case,
        assess::load::findings(&case.options, &pass.load),
    ));
    report(case, pass, findings, None, None)
}

/// A limit on time that was over is a failure only if it is over in a second load too.
fn confirmed(case: &'static Case, first: Vec<Finding>) -> Vec<Finding> {
    if !first
        .iter()
        .any(|finding| finding.status == Status::Fail && assess::load::is_of_time(&finding.budget))
    {
        return first;
    }
    let again = load::run(case);
    let second = match again.stopped {
        None => assess::load::findings(&case.options, &again.load),
        Some(_) => Vec::new(),
    };
    let confirm = |finding: Finding| {
        if finding.status != Status::Fail || !assess::load::is_of_time(&finding.budget) {
            return finding;
        }
        match second.iter().find(|other| other.budget == finding.budget) {
            Some(other) if other.status == Status::Fail => Finding {
                text: format!("{}; again {}", finding.text, other.text),
                ..finding
            },
            Some(other) => Finding {
                text: format!("{} at the second try", other.text),
                ..other.clone()
            },
            None => Finding {
                status: Status::Inconclusive,
                text: format!(
                    "{}; not judged, the load could not be run again",
                    finding.text
                ),
                ..finding
            },
        }
    };
    first.into_iter().map(confirm).collect()
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
