//! A case at each of its sizes: one pass after the other, and one report of all.

use super::pass::{self, Pass, State, Stopped};
use super::plan::Plan;
use crate::case::Case;
use crate::measurement::Ending;
use crate::report::format::count;
use crate::verdict::Finding;

/// One pass at each size, taken together; the one pass of a case without sizes.
///
/// They share a recorder, so that what their statements have in common is told by one number. What goes wrong at a size
/// ends it there.
pub(super) fn run(case: &'static Case, plan: Plan) -> Pass {
    let recorder = pass::recorder(case);
    let mut whole = State::default();
    if case.options.sizes.is_empty() {
        whole = pass::run_with(case, plan, &recorder);
    }
    for size in case.options.sizes {
        let state = pass::run_with(case, plan.at(Some(*size)), &recorder);
        let ended =
            state.stopped.is_none() && state.runs.iter().all(|run| run.ending == Ending::Ok);
        whole.append(state, *size);
        if !ended {
            break;
        }
    }
    Pass {
        recorder,
        state: whole,
    }
}

impl State {
    /// With what is known of the pass at this size.
    fn append(&mut self, pass: Self, size: u64) {
        self.runs.extend(pass.runs);
        self.stopped = pass.stopped.map(|stopped| stopped.at(size));
        self.canaries.0 += pass.canaries.0;
        self.canaries.1 += pass.canaries.1;
        self.late.append(pass.late);
        self.said.figures.extend(pass.said.figures);
        self.said.notes.extend(pass.said.notes);
        self.panics.extend(pass.panics);
        self.notes.extend(pass.notes);
        self.explanations.all.extend(pass.explanations.all);
        // Those of the largest size: they are the same at every one.
        self.explanations.indexes = pass.explanations.indexes;
        self.obstacle = self.obstacle.take().or(pass.obstacle);
        self.databases = pass.databases;
        self.rows.extend(pass.rows);
        self.size_is_taken |= pass.size_is_taken;
        if let Some(faults) = pass.faults {
            self.faults.get_or_insert_default().add(&faults);
        }
    }
}

impl Stopped {
    fn at(self, size: u64) -> Self {
        match self {
            Self::SetUp(text) => Self::SetUp(format!("at size {}: {text}", count(size))),
            other => other,
        }
    }
}

/// Of the findings at each size the worst of every budget, which says its size; the larger size where two are alike.
pub(super) fn worst(sizes: impl Iterator<Item = (Option<u64>, Vec<Finding>)>) -> Vec<Finding> {
    let mut worst: Vec<Finding> = Vec::new();
    for (size, findings) in sizes {
        for mut finding in findings {
            if let Some(size) = size {
                finding.text = format!("{} at size {}", finding.text, count(size));
            }
            let known = worst
                .iter_mut()
                .find(|known| known.budget == finding.budget);
            match known {
                Some(known) if known.status.weight() > finding.status.weight() => {}
                Some(known) => *known = finding,
                None => worst.push(finding),
            }
        }
    }
    worst
}
