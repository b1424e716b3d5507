//! What all runs together leave in memory: looked at alone, in passes of more and more runs until it is clear.

use super::again::run_of;
use super::alone::{self, Company};
use super::pass;
use super::plan::{LEAK_RUNS, Plan};
use crate::assess::kept::{self, Looked};
use crate::case::Case;
use crate::options::Options;
use crate::probe::memory;
use crate::verdict::Finding;

/// The findings on what is left, where they are asked for.
pub(super) fn findings(case: &'static Case, options: &Options, plan: Plan) -> Vec<Finding> {
    if !options.asks_for_kept() {
        return Vec::new();
    }
    let _turn = alone::wait(Company::Alone);
    let mut passes: Vec<Looked> = Vec::new();
    let (mut leak, mut growth) = (None, None);
    for index in 0..LEAK_RUNS.len() {
        passes.push(look(case, plan.for_leak(index)));
        if let Some(limit) = options.max_leak.filter(|_| leak.is_none()) {
            let is_last = index + 1 == LEAK_RUNS.len();
            leak = kept::leak(limit, &passes, memory::is_counted(), is_last);
        }
        if let Some(limit) = options.max_rss_growth.filter(|_| growth.is_none()) {
            growth = kept::growth(limit, &passes, index > 0);
        }
        let is_open =
            |limit: Option<u64>, finding: &Option<Finding>| limit.is_some() && finding.is_none();
        if !is_open(options.max_leak, &leak) && !is_open(options.max_rss_growth, &growth) {
            break;
        }
    }
    leak.into_iter().chain(growth).collect()
}

fn look(case: &'static Case, plan: Plan) -> Looked {
    let pass = pass::run(case, plan);
    // A run is kept only if it failed.
    if pass.state.stopped.is_some() || !pass.state.runs.is_empty() {
        run_of(&pass)?;
    }
    Ok(pass.state.held)
}
