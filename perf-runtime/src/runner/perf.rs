//! A `#[perf]` case from its first pass to its report.

use super::again;
use super::alone::{self, Company};
use super::blame;
use super::pass::{Pass, Plan, Stopped};
use super::sizes;
use crate::assess::{cost, growth, plans, queries, samples, time};
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::measurement::{Run, by_size};
use crate::options::{NPlusOne, Options};
use crate::verdict::{Finding, Verdict};

pub(super) fn run(case: &'static Case) -> CaseReport {
    let plan = Plan::of(case);
    let turn = alone::wait(Company::SideBySide);
    let pass = sizes::run(case, plan);
    drop(turn);
    if let Some(cause) = pass.state.stopped.clone() {
        let (verdict, failure) = stopped(case, cause);
        return CaseReport {
            verdict,
            ..report(case, pass, Vec::new(), failure)
        };
    }
    let failure = blame::of_runs(&pass.state.runs);
    let mut findings = of_statements(&case.options, &pass);
    findings.extend(match failure {
        // A body that failed was not measured to its end.
        Some(_) => Vec::new(),
        None => times(case, plan, &pass),
    });
    report(case, pass, findings, failure)
}

/// What is judged by the statements of the first pass alone: counts, cost and plans are exact.
fn of_statements(options: &Options, pass: &Pass) -> Vec<Finding> {
    let state = &pass.state;
    let unseen = unseen(options, pass);
    let unseen = unseen.as_deref();
    let sources = cost::Sources {
        databases: &state.databases,
        obstacle: state.obstacle.as_deref(),
    };
    // Where there are sizes, they prove an N+1 or clear it, and it need not be suspected.
    let by_repetition = Options {
        n_plus_one: match options.sizes {
            [] => options.n_plus_one,
            _ => Some(NPlusOne::Allow),
        },
        ..*options
    };
    let mut findings = queries::findings(&by_repetition, &state.runs, unseen);
    findings.extend(cost::findings(options, &state.runs, unseen, sources));
    findings.extend(plans::findings(
        options,
        &state.runs,
        &state.explanations,
        unseen,
    ));
    // A body that failed at a size did not come to the larger ones.
    if !options.sizes.is_empty() && blame::of_runs(&state.runs).is_none() {
        let data = growth::Data {
            rows: &state.rows,
            size_is_taken: state.size_is_taken,
        };
        findings.extend(growth::findings(options, &state.runs, unseen, data));
    }
    findings
}

/// The budgets on time: judged on the first pass where all were within, measured again where not.
fn times(case: &'static Case, plan: Plan, pass: &Pass) -> Vec<Finding> {
    let runs = &pass.state.runs;
    let mut findings =
        sizes::worst(by_size(runs).map(|(size, runs)| (size, times_at(case, plan.at(size), runs))));
    if let Some(claim) = case.options.growth.time {
        findings.push(again::growth(case, plan, claim, runs));
    }
    findings
}

/// The same for the runs at one size.
fn times_at(case: &'static Case, plan: Plan, runs: &[Run]) -> Vec<Finding> {
    let (within, open) = time::open(&case.options, runs);
    let mut findings: Vec<_> = within.iter().map(|budget| budget.within(runs)).collect();
    if !open.is_empty() {
        findings.extend(again::one_by_one(case, plan, runs, open));
    }
    findings.extend(again::samples(
        case,
        plan,
        samples::findings(&case.options, runs),
    ));
    findings
}

/// Why a query that was not seen may have been there all the same.
fn unseen(options: &Options, pass: &Pass) -> Option<String> {
    let (sent, seen) = pass.state.canaries;
    let runs = &pass.state.runs;
    if seen < sent {
        return Some(blame::NOT_RECORDED.to_owned());
    }
    let nothing = runs.iter().all(|run| run.queries.count() == 0);
    let finished = blame::of_runs(runs).is_none();
    let expected = options.max_queries == Some(0) || options.min_queries == Some(0);
    (nothing && finished && !expected)
        .then(|| blame::nothing_seen(runs, pass.state.late.count(), sent))
}

/// What a case is that ended before it was measured.
pub(super) fn stopped(case: &Case, stopped: Stopped) -> (Verdict, Option<Failure>) {
    match stopped {
        Stopped::Skipped(reason) if !blame::is_required(case, &reason, &Envs::get().required) => {
            (Verdict::Skipped(reason), None)
        }
        other => (Verdict::Failed, Some(blame::of_stop(other))),
    }
}

fn report(
    case: &'static Case,
    pass: Pass,
    findings: Vec<Finding>,
    failure: Option<Failure>,
) -> CaseReport {
    let Pass { recorder, state } = pass;
    let shown = run_to_show(&state.runs);
    CaseReport {
        verdict: Verdict::of(&findings, failure.is_some(), Envs::get()),
        findings,
        failure,
        shown,
        runs: state.runs,
        late: state.late,
        said: state.said,
        panics: state.panics,
        notes: state.notes,
        databases: state.databases,
        recorder: Some(recorder),
        ..CaseReport::empty(case, Verdict::Passed)
    }
}

/// The run to show: the one with the most queries, of those at the largest size, and of those the slowest.
fn run_to_show(runs: &[Run]) -> usize {
    let key = |index: &usize| {
        let run = &runs[*index];
        (run.queries.count(), run.size, run.elapsed)
    };
    (0..runs.len()).max_by_key(key).unwrap_or_default()
}
