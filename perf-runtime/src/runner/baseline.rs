//! Compares a case with its entry in the baseline, and writes the entry where it may.

use super::alone::{self, Company};
use super::pass::Pass;
use super::plan::Plan;
use super::{again, blame, sizes};
use crate::assess::baseline::{
    finding, judge, missing, missing_in_quick_run, not_saved, of_quick_run, written,
};
use crate::baseline::compare::changes;
use crate::baseline::entry::{Entry, Id};
use crate::baseline::{self, Error, Known, Update};
use crate::case::Case;
use crate::envs::Envs;
use crate::options::Rule;
use crate::verdict::{Finding, Status, Verdict};

/// Passes of which an entry is made: what is not the same in all of them is left out.
const PASSES_OF_AN_ENTRY: usize = 3;

/// The finding on a case whose crate has the file, and that has passed otherwise: what a broken test does is no measure.
pub(super) fn held(
    case: &'static Case,
    plan: Plan,
    first: &Pass,
    findings: &[Finding],
    failed: bool,
) -> Option<Finding> {
    let envs = Envs::get();
    if Verdict::of(findings, failed, envs) == Verdict::Failed {
        return None;
    }
    let held = baseline::of(case).transpose()?.and_then(|known| {
        Held {
            case,
            plan,
            known: &known,
        }
        .compare(first)
    });
    Some(held.unwrap_or_else(|error| blind(&error)))
}

/// What cannot be compared is no pass.
fn blind(error: &Error) -> Finding {
    Finding::new("baseline", Status::Blind, "not compared: inconclusive").advice(error.to_string())
}

struct Held<'a> {
    case: &'static Case,
    plan: Plan,
    known: &'a Known,
}

impl Held<'_> {
    fn compare(&self, first: &Pass) -> Result<Finding, Error> {
        let (sent, seen) = first.state.canaries;
        if seen < sent {
            let text = "not compared: inconclusive";
            return Ok(Finding::new("baseline", Status::Blind, text).advice(blame::NOT_RECORDED));
        }
        let id = Id::of(self.case, &first.state.databases);
        let now = self.entry(first);
        let label = &self.known.label;
        let Some(kept) = self.known.entries.get(&id) else {
            if !self.known.is_committed && self.known.update == Update::Nothing {
                return Ok(not_saved(label));
            }
            if self.known.update == Update::Nothing {
                return Ok(missing(label, &id.name));
            }
            if self.case.options.is_reduced {
                return Ok(missing_in_quick_run(label));
            }
            let entry = self.of_several(now);
            self.keep(&id, &entry)?;
            return Ok(written(&entry, Vec::new(), label));
        };
        if self.case.options.is_reduced {
            let kept = kept.clone().at_sizes(self.case.options.sizes);
            return Ok(of_quick_run(self.judged(&id, &kept, &now, first)));
        }
        let differences = changes(kept, &now);
        if self.known.update == Update::All && !differences.is_empty() {
            let entry = self.of_several(now).in_place_of(kept);
            self.keep(&id, &entry)?;
            return Ok(written(&entry, differences, label));
        }
        if differences.is_empty() {
            self.add_to(&id, kept, &now)?;
        }
        Ok(self.judged(&id, kept, &now, first))
    }

    /// Adds what the entry does not say of this database or this build.
    fn add_to(&self, id: &Id, kept: &Entry, now: &Entry) -> Result<(), Error> {
        let lacks = kept.clone().with_others(now) != *kept;
        if lacks && self.known.update != Update::Nothing {
            let seen = self.of_several(now.clone());
            return self.keep(id, &kept.clone().with_others(&seen));
        }
        if self.known.update == Update::All {
            // There may be entries to take out.
            return self.keep(id, kept);
        }
        Ok(())
    }

    fn judged(&self, id: &Id, kept: &Entry, now: &Entry, first: &Pass) -> Finding {
        // A warning that fails must not be one of the moment.
        let sure = Envs::get().warnings_fail;
        let mut later = Vec::new();
        let judged = loop {
            if let Some(judged) = judge(kept, now, &later, sure) {
                break judged;
            }
            later.push(self.again());
        };
        let finding = finding(judged, kept, now, &self.known.label, &id.name);
        if finding.status == Status::Fail && now.queries.is_empty() && kept.count() > 0 {
            let state = &first.state;
            let late = state.late.count();
            return finding.advice(blame::nothing_seen(&state.runs, late, state.canaries.0));
        }
        finding
    }

    /// What is the same in several passes; what the first says alone, where there can be no more.
    fn of_several(&self, first: Entry) -> Entry {
        let mut passes = vec![first];
        while passes.len() < PASSES_OF_AN_ENTRY {
            match self.again() {
                Ok(entry) => passes.push(entry),
                Err(_) => break,
            }
        }
        Entry::in_common(&passes)
    }

    fn again(&self) -> Result<Entry, String> {
        if self.case.options.verdict == Some(Rule::Once) {
            return Err("with `verdict = \"once\"` it runs once".to_owned());
        }
        let _turn = alone::wait(Company::SideBySide);
        let pass = sizes::run(self.case, self.plan);
        again::ended(&pass)?;
        Ok(self.entry(&pass))
    }

    fn entry(&self, pass: &Pass) -> Entry {
        let state = &pass.state;
        let options = &self.case.options;
        Entry::of(options, &state.runs, &state.explanations, &state.databases)
    }

    fn keep(&self, id: &Id, entry: &Entry) -> Result<(), Error> {
        baseline::keep(self.known, self.case, id, entry)
    }
}
