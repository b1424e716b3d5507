//! All that is known of one case after it ran: what every report is made from.

use std::collections::HashMap;

use crate::case::Case;
use crate::faults::Counts;
use crate::load::{Load, Sharded};
use crate::measurement::{Queries, Run};
use crate::perf::Said;
use crate::probe::Recorder;
use crate::probe::log::StackId;
use crate::probe::machine::Disturbed;
use crate::probe::site::Site;
use crate::runner::panics::Panicked;
use crate::verdict::{Finding, Verdict};

/// A case that ran, or that could not.
#[derive(Debug)]
pub(crate) struct CaseReport {
    pub(crate) case: &'static Case,
    pub(crate) verdict: Verdict,
    /// One a budget.
    pub(crate) findings: Vec<Finding>,
    /// Why the body did not end well, in one sentence, and what it said.
    pub(crate) failure: Option<Failure>,
    /// The measured runs; under load, those that the findings speak of.
    pub(crate) runs: Vec<Run>,
    /// The run that is shown: an index into `runs`.
    pub(crate) shown: usize,
    /// The figures of a load.
    pub(crate) load: Option<Load>,
    /// Of a load that is made by several processes: what this one knows of its part.
    pub(crate) sharded: Option<Sharded>,
    /// Statements that ended after their body.
    pub(crate) late: Queries,
    /// What was made to go wrong.
    pub(crate) faults: Option<Counts>,
    /// What the body recorded and noted.
    pub(crate) said: Said,
    pub(crate) panics: Vec<Panicked>,
    /// What went wrong beside the case, such as a database that could not be dropped.
    pub(crate) notes: Vec<String>,
    /// What quick mode made less, such as `iterations 100 of 1,000`: figures of a smaller case.
    pub(crate) reduced: Vec<String>,
    /// What disturbed the machine from the first fixture to the end of the clean-up.
    pub(crate) disturbed: Disturbed,
    /// The databases that the fixtures made, with their versions.
    pub(crate) databases: Vec<String>,
    /// The lines of the call stacks that are shown.
    pub(crate) sites: HashMap<StackId, Vec<Site>>,
    /// What holds the call stacks, until the lines that are shown have been looked up.
    pub(crate) recorder: Option<Recorder>,
}

/// A body that did not end well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// `the body panicked`, `fixture `db`: ..`.
    pub(crate) what: String,
    /// The text of the error or the panic, whole.
    pub(crate) text: String,
    /// The body never ran, or this crate failed: not what `#[should_panic]` waits for.
    pub(crate) before_body: bool,
}

impl CaseReport {
    /// A report without a measurement.
    pub(crate) fn empty(case: &'static Case, verdict: Verdict) -> Self {
        Self {
            case,
            verdict,
            findings: Vec::new(),
            failure: None,
            runs: Vec::new(),
            shown: 0,
            load: None,
            sharded: None,
            faults: None,
            late: Queries::default(),
            said: Said::default(),
            panics: Vec::new(),
            notes: Vec::new(),
            reduced: Vec::new(),
            disturbed: Disturbed::default(),
            databases: Vec::new(),
            sites: HashMap::new(),
            recorder: None,
        }
    }

    /// Whether the case failed before its body could: `#[should_panic]` must not take that for a success.
    pub(crate) fn failed_before_body(&self) -> bool {
        self.failure
            .as_ref()
            .is_some_and(|failure| failure.before_body)
    }

    /// The run that is shown.
    pub(crate) fn run(&self) -> Option<&Run> {
        self.runs.get(self.shown)
    }
}
