//! A `#[load]` case from its pass to its report.

use super::alone::{self, Company};
use super::{blame, perf};
use crate::assess::{self, metrics, queries, soft};
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::load::{self, Load, LoadPass};
use crate::options::Options;
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
    report(case, pass, findings, None, None)
}

/// A limit on time that was over is a failure only if it is over in a second load too.
fn confirmed(
    case: &'static Case,
    options: &Options,
    judge: fn(&Options, &Load) -> Vec<Finding>,
    load: &Load,
) -> Vec<Finding> {
    let first = judge(options, load);
    if !first
        .iter()
        .any(|finding| finding.status == Status::Fail && assess::load::is_of_time(&finding.budget))
    {
        return first;
    }
    let again = load::run(case);
    let second = match again.stopped {
        None => judge(options, &again.load),
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
    let nothing = pass.load.queries.all == 0 && pass.load.counts.ok > 0;
    let elsewhere = pass.late.count() + pass.stray.count();
    (nothing && !options.expects_nothing())
        .then(|| blame::nothing_seen(&pass.runs, elsewhere, sent))
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
