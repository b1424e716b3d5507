//! The places at which what is over was allocated: found in one more pass, so that nothing that is judged pays for it.

use std::path::Path;

use super::again::ended;
use super::alone::{self, Company};
use super::pass::{self, Pass};
use super::plan::Plan;
use crate::assess::places::{self, Measure, NOT_AGAIN};
use crate::case::Case;
use crate::measurement::Run;
use crate::probe::Recorder;
use crate::probe::memory::{Heap, Origin, Sampling, Taken, Whose};
use crate::probe::site::{Site, Sites};
use crate::verdict::{Finding, Status};

/// What is run once more: at this size, and for what the runs leave behind or for what each of them takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Question {
    size: Option<u64>,
    leaves: bool,
}

/// What was seen, or why there was nothing to see.
type Seen = Result<(Vec<Taken>, Recorder), String>;

/// Names the places of each budget on memory that was over. The verdicts are made, and nothing here changes them.
pub(super) fn name(case: &'static Case, plan: Plan, findings: &mut [Finding], runs: &[Run]) {
    let left_by = plan.for_leak(0).iterations;
    let mut seen: Vec<(Question, Seen)> = Vec::new();
    let failed = |finding: &&mut Finding| finding.status == Status::Fail;
    for finding in findings.iter_mut().filter(failed) {
        let Some(measure) = Measure::of(&finding.budget, left_by) else {
            continue;
        };
        let Some(worst) = runs.iter().max_by_key(|run| weight(measure, run)) else {
            continue;
        };
        let question = Question {
            size: worst.size,
            leaves: matches!(measure, Measure::Left(_)),
        };
        let known = seen.iter().position(|(known, _)| *known == question);
        let index = known.unwrap_or_else(|| {
            let heap = worst.heap.unwrap_or_default();
            seen.push((question, look(case, plan, question, heap)));
            seen.len() - 1
        });
        tell(case, finding, measure, &seen[index].1);
    }
}

/// The run to make again: that with the largest figure, and of what is left that at the largest size.
fn weight(measure: Measure, run: &Run) -> (u64, Option<u64>) {
    let heap = run.heap.unwrap_or_default();
    let figure = match measure {
        Measure::Calls => heap.calls(),
        Measure::Bytes => heap.bytes,
        Measure::Peak => heap.peak.at_most,
        Measure::Left(_) => 0,
    };
    (figure, run.size)
}

/// Runs the pass, alone: nothing else is sampled by chance.
fn look(case: &'static Case, plan: Plan, question: Question, heap: Heap) -> Seen {
    let plan = plan.at(question.size);
    let plan = if question.leaves {
        plan.for_leak(0)
    } else {
        plan.again_as_a_whole(case)
    };
    let _turn = alone::wait(Company::Alone);
    let sampling = Sampling::begin(heap, plan.iterations, question.leaves);
    let recorder = pass::sampling_recorder(&sampling);
    let state = pass::run_with(case, plan, &recorder);
    let mut pass = Pass { recorder, state };
    ended(&pass)?;
    Ok((std::mem::take(&mut pass.state.taken), pass.recorder))
}

fn tell(case: &Case, finding: &mut Finding, measure: Measure, seen: &Seen) {
    let (taken, recorder) = match seen {
        Ok(seen) => seen,
        Err(reason) => {
            finding.advice = Some(format!("where it was allocated is not known: {reason}"));
            return;
        }
    };
    let lines = Sites::new(Path::new(case.manifest_dir), case.file);
    let look_up = |origin: &Origin| of(origin, &lines, recorder);
    let limit = finding.limit.map_or(0, whole);
    finding.places = places::places(measure, limit, taken, look_up);
    if finding.places.is_none() {
        finding.advice = Some(NOT_AGAIN.to_owned());
    }
}

/// The lines of the application in a call stack. A driver's thread has none: those of the statement for which it works.
fn of(origin: &Origin, lines: &Sites, recorder: &Recorder) -> (bool, Vec<Site>) {
    let sites = lines.of(&origin.stack);
    match origin.whose {
        Whose::AGuests(statement) if sites.is_empty() => {
            let asked = statement.map(|statement| lines.of(&recorder.stack(statement)));
            (true, asked.unwrap_or_default())
        }
        _ => (false, sites),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a limit is a whole number of bytes or calls"
)]
fn whole(limit: f64) -> u64 {
    limit as u64
}
