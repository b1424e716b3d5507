//! Measuring again, alone, what was over a limit of time.

use std::thread;
use std::time::Duration;

use super::alone::{self, Company};
use super::pass::{self, Pass};
use super::plan::Plan;
use super::sizes;
use crate::assess::growth::TimeGrowth;
use crate::assess::samples::{self, Looks};
use crate::assess::time::Timing;
use crate::case::Case;
use crate::measurement::{Ending, Run};
use crate::options::{Complexity, Options};
use crate::store;
use crate::verdict::Finding;

/// Between two looks at a time that was over: long enough for a passing disturbance to pass.
const PAUSE: Duration = Duration::from_millis(250);

/// One run a pass, each on fresh fixtures, until every limit on single runs is decided.
pub(super) fn one_by_one(
    case: &'static Case,
    plan: Plan,
    first: &[Run],
    mut open: Vec<Timing>,
) -> Vec<Finding> {
    let _turn = alone::wait(Company::Alone);
    let mut speed = store::speed();
    let mut broken = None;
    while broken.is_none() && !open.iter().all(Timing::is_done) {
        if open.iter().any(Timing::wants_pause) {
            thread::sleep(PAUSE);
        }
        let pass = pass::run(case, plan.again(case));
        match run_of(&pass) {
            Ok(run) => {
                let slowdown = speed.slowdown(run.pace.map(|pace| pace.reference));
                for timing in &mut open {
                    timing.push(run, slowdown);
                }
            }
            Err(reason) => broken = Some(reason),
        }
    }
    store::keep_speed(speed);
    open.iter()
        .map(|timing| timing.finding(first, broken.as_deref()))
        .collect()
}

/// The body at all sizes until the growth of its time is decided.
pub(super) fn growth(case: &'static Case, plan: Plan, claim: Complexity, first: &[Run]) -> Finding {
    let mut growth = TimeGrowth::new(claim);
    if growth.push(first) {
        return growth.finding();
    }
    let _turn = alone::wait(Company::Alone);
    loop {
        let pass = sizes::run(case, plan.look(case));
        if let Err(reason) = ended(&pass) {
            return growth.broken(&reason);
        }
        if growth.push(&pass.state.runs) {
            return growth.finding();
        }
    }
}

/// Why a pass did not come to its end.
pub(super) fn ended(pass: &Pass) -> Result<(), String> {
    let failure = match &pass.state.stopped {
        Some(stopped) => Some(super::blame::of_stop(stopped.clone())),
        None => super::blame::of_runs(&pass.state.runs),
    };
    failure.map_or(Ok(()), |failure| Err(failure.in_short()))
}

pub(super) fn run_of(pass: &Pass) -> Result<&Run, String> {
    ended(pass)?;
    let run = pass.state.runs.first();
    run.ok_or_else(|| "it did not run".to_owned())
}

/// Limits on all samples together: what was over is measured again as a whole, alone, and fails only if it is over
/// once more.
pub(super) fn samples(
    case: &'static Case,
    options: &Options,
    plan: Plan,
    first: Vec<Finding>,
) -> Vec<Finding> {
    let mut open: Vec<_> = first.into_iter().map(Looks::new).collect();
    if !open.iter().all(Looks::is_done) {
        let _turn = alone::wait(Company::Alone);
        while !open.iter().all(Looks::is_done) {
            let pass = pass::run(case, plan.again_as_a_whole(case));
            let runs = &pass.state.runs;
            if pass.state.stopped.is_some() || runs.iter().any(|run| run.ending != Ending::Ok) {
                break;
            }
            let seen = samples::findings(options, runs);
            open.iter_mut()
                .zip(seen)
                .for_each(|(looks, finding)| looks.push(finding));
        }
    }
    open.into_iter().filter_map(Looks::finding).collect()
}
