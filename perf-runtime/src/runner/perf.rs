//! A `#[perf]` case from its first pass to its report.

use super::again;
use super::alone::{self, Company};
use super::pass::{Pass, Stopped};
use super::plan::Plan;
use super::{baseline, blame, heap, kept, places, sizes};
use crate::assess::time::PerRun;
use crate::assess::{cost, faults, growth, metrics, plans, pool, queries, samples, soft, time};
use crate::case::Case;
use crate::case_report::{CaseReport, Failure};
use crate::envs::Envs;
use crate::measurement::{Run, by_size};
use crate::options::{NPlusOne, Options, Rule};
use crate::verdict::{Finding, Verdict};

pub(super) fn run(case: &'static Case) -> CaseReport {
    let plan = Plan::of(case);
    let company = match case.options.verdict {
        // There is no second measurement to be alone for.
        Some(Rule::Once) => Company::Alone,
        Some(Rule::Strict) | None => Company::SideBySide,
    };
    let turn = alone::wait(company);
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
    let judge = |options: &Options, again: bool| {
        let mut findings = of_statements(options, &pass);
        findings.extend(heap::findings(case, options, plan, &pass.state.runs, again));
        let ended = failure.is_none();
        findings.extend(metrics::findings(options, &pass.state.said.figures, ended));
        // A body that failed was not measured to its end.
        if ended {
            findings.extend(times(case, options, plan, &pass, again));
        }
        findings
    };
    let mut findings = judge(&case.options, true);
    let faults = pass.state.faults;
    findings.extend(faults.and_then(|counts| faults::finding(case.options.fault_plan(), &counts)));
    let largest = pass.state.runs.last().and_then(|run| run.size);
    let kept = |options: &Options| match failure {
        None => kept::findings(case, options, plan.at(largest)),
        Some(_) => Vec::new(),
    };
    findings.extend(kept(&case.options));
    places::name(case, plan, &mut findings, &pass.state.runs);
    if let Some(soft) = soft::options(&case.options) {
        // A warning that fails must not be one of the moment; any other is not worth the time.
        let again = Envs::get().warnings_fail;
        let mut warnings = judge(&soft, again);
        warnings.extend(kept(&soft));
        if again {
            places::name(case, plan, &mut warnings, &pass.state.runs);
        }
        let warnings = warnings.into_iter();
        findings.extend(warnings.map(|finding| soft::soften(finding, again)));
    }
    let held = baseline::held(case, plan, &pass, &findings, failure.is_some());
    findings.extend(held);
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

/// The budgets on time: judged on the first pass where all were within; where not, measured `again` or taken as it is.
fn times(
    case: &'static Case,
    options: &Options,
    plan: Plan,
    pass: &Pass,
    again: bool,
) -> Vec<Finding> {
    let runs = &pass.state.runs;
    if let Some(unseen) = pool::unseen(options, runs) {
        let seen = Options {
            max_pool_wait_ms: None,
            ..*options
        };
        let mut findings = times(case, &seen, plan, pass, again);
        findings.push(unseen);
        return findings;
    }
    if let Some(findings) = time::without_clock(options, runs) {
        return findings;
    }
    let mut findings = sizes::worst(
        by_size(runs)
            .map(|(size, runs)| (size, times_at(case, options, plan.at(size), runs, again))),
    );
    if let (Some(claim), true) = (options.growth.time, again) {
        findings.push(again::growth(case, plan, claim, runs));
    }
    findings
}

/// The same for the runs at one size.
fn times_at(
    case: &'static Case,
    options: &Options,
    plan: Plan,
    runs: &[Run],
    again: bool,
) -> Vec<Finding> {
    let of_samples = samples::findings(options, runs);
    let per_run = PerRun::of(options);
    if options.verdict == Some(Rule::Once) {
        return per_run.iter().map(|budget| budget.only_run(runs)).collect();
    }
    if !again {
        let findings = per_run.iter().map(|budget| budget.once(runs));
        return findings.chain(of_samples).collect();
    }
    let (within, open) = time::open(options, runs);
    let mut findings: Vec<_> = within.iter().map(|budget| budget.within(runs)).collect();
    if !open.is_empty() {
        findings.extend(again::one_by_one(case, plan, runs, open));
    }
    findings.extend(again::samples(case, options, plan, of_samples));
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
    (nothing && finished && !options.expects_nothing())
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
        faults: state.faults,
        recorder: Some(recorder),
        ..CaseReport::empty(case, Verdict::Passed)
    }
}

/// The run to show: the one with the most queries, of those at the largest size, of those with the most allocations,
/// and of those the slowest.
fn run_to_show(runs: &[Run]) -> usize {
    let key = |index: &usize| {
        let run = &runs[*index];
        (
            run.queries.count(),
            run.size,
            run.allocations(),
            run.elapsed,
        )
    };
    (0..runs.len()).max_by_key(key).unwrap_or_default()
}
