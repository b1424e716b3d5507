//! What is taken from the heap where a driver's thread takes part: how often memory is asked for depends on how the two
//! threads meet, so what was over is measured again.

use super::plan::Plan;
use super::{again, sizes};
use crate::assess::{each_time, heap};
use crate::case::Case;
use crate::measurement::{Ending, Run};
use crate::options::Options;
use crate::verdict::Finding;

/// The findings on the first runs. Where it may be measured `again`, what was over and may have been by chance fails only if it is over each time.
pub(super) fn findings(
    case: &'static Case,
    options: &Options,
    plan: Plan,
    first: &[Run],
    again: bool,
) -> Vec<Finding> {
    let first_findings = heap::findings(options, first);
    let has_guests = |run: &Run| run.heap.is_some_and(|heap| heap.has_guests);
    let ended = first.iter().all(|run| run.ending == Ending::Ok);
    if !again || !ended || !first.iter().any(has_guests) {
        return first_findings;
    }
    let mut later = Vec::new();
    loop {
        if let Some(findings) = each_time::findings(&first_findings, &later) {
            return findings;
        }
        let pass = sizes::run(case, plan.again_as_a_whole(case));
        later.push(again::ended(&pass).map(|()| heap::findings(options, &pass.state.runs)));
    }
}
