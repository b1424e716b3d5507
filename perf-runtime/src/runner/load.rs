//! A `#[load]` case from its pass to its report.

use std::sync::atomic::{AtomicBool, Ordering};

use super::alone::{self, Company};
use super::pass::Stopped;
use super::{blame, interrupt, perf};
use crate::assess::load::{Doubt, LoadLimits};
use crate::assess::{self, metrics, queries, scaling, soft};
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::load::shard::Role;
use crate::load::{self, Cause, Early, Load, LoadPass, Sharded, Step};
use crate::options::Options;
use crate::verdict::{Finding, Status, Verdict};

pub(super) fn run(case: &'static Case) -> CaseReport {
    let role = match Role::get() {
        Ok(role) => *role,
        Err(error) => {
            let (verdict, failure) = perf::stopped(case, Stopped::NoPart(error.to_string()));
            return CaseReport {
                failure,
                ..CaseReport::empty(case, verdict)
            };
        }
    };
    // A load measures the machine as much as the body: nothing else runs beside it.
    let _turn = alone::wait(Company::Alone);
    let _running = interrupt::Running::begin();
    if case.options.sweep.is_empty() {
        one(case, &case.options, role).report(case, role)
    } else {
        sweep(case, role)
    }
}

/// The first load of the process waits for the common start, the others come after it.
fn first_waits(role: Role) -> Role {
    static STARTED: AtomicBool = AtomicBool::new(false);
    let is_first = role.start_at.is_some() && !STARTED.swap(true, Ordering::Relaxed);
    Role {
        start_at: role.start_at.filter(|_| is_first),
        ..role
    }
}

/// What came of a load, judged.
struct Judged {
    pass: LoadPass,
    findings: Vec<Finding>,
    /// Of a load that was stopped.
    verdict: Option<Verdict>,
    failure: Option<Failure>,
}

/// A load with each number of users; what is shown is the one with the worst finding.
fn sweep(case: &'static Case, role: Option<Role>) -> CaseReport {
    let mut steps = Vec::new();
    let mut portions = Vec::new();
    let mut findings = Vec::new();
    let mut shown: Option<Judged> = None;
    for users in case.options.sweep {
        let options = Options {
            users: Some(*users),
            ..case.options
        };
        let mut judged = one(case, &options, role);
        if judged.verdict.is_some() {
            return judged.report(case, role);
        }
        portions.extend(judged.pass.portion.take());
        steps.push(Step::from(&judged.pass.load));
        findings.push((*users, judged.findings.clone()));
        if shown
            .as_ref()
            .is_none_or(|shown| judged.weight() >= shown.weight())
        {
            shown = Some(judged);
        }
        if interrupt::requested() {
            break;
        }
    }
    let Some(mut shown) = shown else {
        return one(case, &case.options, role).report(case, role);
    };
    shown.findings = scaling::worst(findings);
    if interrupt::requested() {
        shown.failure = interrupt::failure(&shown.pass.load);
    } else {
        let scaling = scaling::finding(&steps);
        shown.findings.push(match role {
            Some(_) => assess::load::of_shard(scaling),
            None => scaling,
        });
    }
    shown.pass.load.sweep = steps;
    let report = shown.report(case, role);
    CaseReport {
        sharded: report.sharded.map(|sharded| Sharded {
            loads: portions,
            ..sharded
        }),
        ..report
    }
}

/// One load, as these options ask for it, or this shard's part of it.
fn one(case: &'static Case, options: &Options, role: Option<Role>) -> Judged {
    let pass = load::run_as(case, options, role.map(first_waits));
    if let Some(stopped) = &pass.stopped {
        let (verdict, failure) = perf::stopped(case, stopped.clone());
        return Judged {
            pass,
            findings: Vec::new(),
            verdict: Some(verdict),
            failure,
        };
    }
    let figures = &pass.said.figures;
    let unseen = unseen(case, &pass);
    let mut findings = queries::findings(options, &pass.runs, unseen.as_deref());
    let judge = |load: &Load| assess::load::findings(options, load);
    findings.extend(match role {
        None => confirmed(case, options, judge, &pass.load),
        Some(_) => part(judge(&pass.load)),
    });
    findings.extend(metrics::findings(options, figures, true));
    let faults = pass.faults;
    findings
        .extend(faults.and_then(|counts| assess::faults::finding(options.fault_plan(), &counts)));
    if let Some(soft) = soft::options(options) {
        let again = Envs::get().warnings_fail;
        let judge = |load: &Load| assess::load::soft_findings(&soft, load);
        let mut warnings = queries::findings(&soft, &pass.runs, unseen.as_deref());
        warnings.extend(match role {
            Some(_) => part(judge(&pass.load)),
            None if again => confirmed(case, options, judge, &pass.load),
            None => judge(&pass.load),
        });
        warnings.extend(metrics::findings(&soft, figures, true));
        let warnings = warnings.into_iter();
        findings.extend(warnings.map(|finding| soft::soften(finding, again)));
    }
    let failure = interrupt::failure(&pass.load);
    Judged {
        pass,
        findings,
        verdict: None,
        failure,
    }
}

/// What a shard says of all iterations together.
fn part(findings: Vec<Finding>) -> Vec<Finding> {
    let findings = findings.into_iter();
    findings.map(assess::load::of_shard).collect()
}

/// A limit on time that was over is a failure only if it is over in a second load too.
fn confirmed(
    case: &'static Case,
    options: &Options,
    judge: impl Fn(&Load) -> Vec<Finding>,
    load: &Load,
) -> Vec<Finding> {
    let first = judge(load);
    let doubt = Doubt::of(load, &judge);
    if !first.iter().any(is_open) {
        return weighed(first, &doubt);
    }
    let second =
        again(case, options, load).map(|load| weighed(judge(&load), &Doubt::of(&load, &judge)));
    first
        .into_iter()
        .map(|finding| confirm(finding, &doubt, &second))
        .collect()
}

/// Whether a second load is to decide.
fn is_open(finding: &Finding) -> bool {
    finding.status == Status::Fail && assess::load::wants_another(&finding.budget)
}

fn weighed(findings: Vec<Finding>, doubt: &Doubt<'_>) -> Vec<Finding> {
    let findings = findings.into_iter();
    findings.map(|finding| doubt.weigh(finding)).collect()
}

/// A second load, or why there is none that came to its end.
fn again(case: &'static Case, options: &Options, load: &Load) -> Result<Load, &'static str> {
    if load.early.is_some() {
        return Err("the load was ended early");
    }
    let LoadPass { load, stopped, .. } = load::run(case, options);
    let interrupted = |early: Early| early.cause == Cause::Interrupted;
    if stopped.is_some() || load.early.is_some_and(interrupted) {
        return Err("the load could not be run again");
    }
    Ok(load)
}

/// What is to be said of a finding on the first load, after the second.
fn confirm(
    finding: Finding,
    doubt: &Doubt<'_>,
    second: &Result<Vec<Finding>, &'static str>,
) -> Finding {
    let of_second = |budget: &str| second.as_ref().ok()?.iter().find(|it| it.budget == budget);
    let other = of_second(&finding.budget);
    let decides = match other {
        // A rule that ended the second load fails the case too.
        Some(other) if is_the_rule(other) => other.status == Status::Fail,
        _ => is_open(&finding),
    };
    if !decides {
        return doubt.weigh(finding);
    }
    match (other, second) {
        (Some(other), _) if other.status == Status::Fail && is_open(&finding) => {
            let text = format!("{}; again {}", finding.text, other.text);
            doubt.weigh(Finding { text, ..finding })
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
    let nothing = pass.load.queries.all == 0 && pass.load.counts.ok > 0;
    let elsewhere = pass.late.count() + pass.stray.count();
    (nothing && !options.expects_nothing())
        .then(|| blame::nothing_seen(&pass.runs, elsewhere, sent))
}

impl Judged {
    /// How bad the worst finding is.
    fn weight(&self) -> u8 {
        let weights = self.findings.iter().map(|finding| finding.status.weight());
        weights.max().unwrap_or_default()
    }

    fn report(self, case: &'static Case, role: Option<Role>) -> CaseReport {
        let Self {
            pass,
            findings,
            verdict,
            failure,
        } = self;
        let judged = Verdict::of(&findings, failure.is_some(), Envs::get());
        CaseReport {
            findings,
            failure,
            runs: pass.runs,
            load: Some(pass.load),
            sharded: role.map(|role| Sharded {
                shard: role.shard,
                limits: LoadLimits::of(&case.options),
                loads: pass.portion.into_iter().collect(),
            }),
            faults: pass.faults,
            late: pass.late,
            said: pass.said,
            panics: pass.panics,
            notes: pass.notes,
            recorder: Some(pass.recorder),
            ..CaseReport::empty(case, verdict.unwrap_or(judged))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    use crate::fixture::load_body;
    use crate::load::tests::case;

    #[test]
    fn each_number_of_users_has_a_load_and_the_worst_is_named() {
        let options = Options {
            sweep: &[1, 2, 4],
            iterations: Some(40),
            max_error_rate: Some(0.0),
            ..Options::NONE
        };
        // All of the last of the three.
        let case = case(&options, |cx| {
            static BEGUN: AtomicU64 = AtomicU64::new(0);
            load_body(cx, &[], |()| async move {
                if BEGUN.fetch_add(1, Ordering::Relaxed) < 80 {
                    Ok(())
                } else {
                    Err("too many users")
                }
            })
        });
        let report = run(case);
        assert_eq!(report.verdict, Verdict::Failed);
        let load = report.load.expect("it ran");
        let steps: Vec<_> = load
            .sweep
            .iter()
            .map(|step| (step.users, step.counts.all()))
            .collect();
        assert_eq!(steps, [(1, 40), (2, 40), (4, 40)]);
        assert_eq!((load.sweep[0].counts.failed(), load.users), (0, 4));
        let budgets: Vec<_> = report
            .findings
            .iter()
            .map(|it| it.budget.as_str())
            .collect();
        assert_eq!(budgets, ["max_error_rate", "scaling"]);
        let errors = &report.findings[0];
        assert!(errors.text.ends_with("(with 4 users)"), "{}", errors.text);
    }
}
