//! What one process left.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{CaseName, Metric, metrics};
use crate::store::Run;
use crate::store::record::TestOutcome;

/// The figures of its cases.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sample {
    pub(super) cases: BTreeMap<CaseName, Vec<Metric>>,
    /// Cases that failed, or that began and did not end.
    pub(super) failed: BTreeSet<String>,
    /// Records that could not be read.
    pub(super) problems: BTreeSet<String>,
}

impl Sample {
    pub(super) fn of(run: &Run) -> Self {
        let failed = run
            .records
            .iter()
            .filter(|record| record.outcome == TestOutcome::Failed);
        let unfinished = run.unfinished.iter().map(|mark| mark.name.clone());
        Self {
            cases: run
                .records
                .iter()
                .map(|record| (CaseName::of(record), metrics::of(record)))
                .collect(),
            failed: failed
                .map(|record| record.name.clone())
                .chain(unfinished)
                .collect(),
            problems: run.problems.iter().map(ToString::to_string).collect(),
        }
    }

    pub(super) fn metric(&self, case: &CaseName, name: &str) -> Option<&Metric> {
        self.cases
            .get(case)?
            .iter()
            .find(|metric| metric.name == name)
    }
}
