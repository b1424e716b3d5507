//! What happens in a run, told by the runner to the printer: neither knows the other.

use std::time::Duration;

use crate::report::summary::Row;

/// One thing that happened, in order.
#[derive(Debug)]
pub(super) enum Event {
    /// The run begins: with this many cases, the ignored ones included.
    Begun { cases: usize },
    /// A case begins.
    CaseBegun {
        name: String,
        title: String,
        category: Option<&'static str>,
    },
    /// A case has been running for long.
    CaseSlow { name: String },
    /// A case is done, or was ignored.
    CaseEnded(Box<Ended>),
    /// All cases are done.
    Ended {
        filtered_out: usize,
        elapsed: Duration,
    },
}

/// A case that is done: all that is printed of it.
#[derive(Debug)]
pub(super) struct Ended {
    /// Its path.
    pub(super) name: String,
    /// The path as the line of its result shows it.
    pub(super) title: String,
    pub(super) category: Option<&'static str>,
    pub(super) outcome: Outcome,
    /// The report as text, with a line break at its end; empty where it is not to be shown.
    pub(super) output: String,
    /// Its line in the table, unless it was ignored.
    pub(super) row: Option<Row>,
}

/// What libtest would say of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Ok,
    /// It failed; the note says why where the report does not.
    Failed {
        note: Option<String>,
    },
    /// It did not run, for this reason.
    Ignored {
        reason: Option<String>,
    },
}
