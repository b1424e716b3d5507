//! What is taken from the heap where a driver's thread takes part: how often memory is asked for depends on how the two
//! threads meet, so what was over is measured again.

use std::fmt::Write as _;

use super::pass;
use super::plan::Plan;
use crate::assess::heap;
use crate::case::Case;
use crate::measurement::{Ending, Run};
use crate::options::Options;
use crate::verdict::{Finding, Status};

/// Passes of which every one must be over.
const PASSES: usize = 10;

/// The findings on the first runs. Where it may be measured `again`, what was over and may have been by chance fails only if it is over each time.
pub(super) fn findings(
    case: &'static Case,
    options: &Options,
    plan: Plan,
    first: &[Run],
    again: bool,
) -> Vec<Finding> {
    let mut findings = heap::findings(options, first);
    let has_guests = |run: &Run| run.heap.is_some_and(|heap| heap.has_guests);
    let ended = |runs: &[Run]| runs.iter().all(|run| run.ending == Ending::Ok);
    if !again || !first.iter().any(has_guests) || !ended(first) {
        return findings;
    }
    for passes in 2..=PASSES {
        if !findings.iter().any(is_over) {
            break;
        }
        let pass = pass::run(case, plan.again_as_a_whole(case));
        if pass.state.stopped.is_some() || !ended(&pass.state.runs) {
            break;
        }
        let seen = heap::findings(options, &pass.state.runs);
        for (finding, seen) in findings.iter_mut().zip(seen) {
            if is_over(finding) && !is_over(&seen) {
                finding.status = Status::Inconclusive;
                let _ = write!(finding.text, "; not judged, within it in pass {passes}");
                finding.advice = Some(BY_CHANCE.to_owned());
            }
        }
    }
    findings
}

/// What to do about a limit that is met now and then.
const BY_CHANCE: &str = "the driver's thread and the case's allocate more or less by how they meet: leave the limit some room";

fn is_over(finding: &Finding) -> bool {
    finding.status == Status::Fail
}
