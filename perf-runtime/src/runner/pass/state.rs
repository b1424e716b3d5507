//! What is known of a pass.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{SET_UP, TIMEOUT};
use crate::case::Case;
use crate::faults::Counts;
use crate::fixture::{SetUpError, SetUpErrorKind};
use crate::judge::leak::Held;
use crate::measurement::{Ending, Queries, Run};
use crate::perf::Said;
use crate::plan::Explanations;
use crate::probe::Recorder;
use crate::probe::memory::Taken;
use crate::probe::scope::Scope;
use crate::runner::panics::Panicked;
use crate::runner::watchdog::Lost;

/// What is known of a pass, also when it was cut off.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) runs: Vec<Run>,
    /// What was held after the warm-up, and after each run, where that is looked at.
    pub(crate) held: Held,
    /// Where each run allocated, or all of them together, where that is sampled.
    pub(crate) taken: Vec<Taken>,
    /// Why the pass ended before its end.
    pub(crate) stopped: Option<Stopped>,
    /// Statements that the databases were sent to see whether they are recorded, and those that were.
    pub(crate) canaries: (u64, u64),
    /// Statements that ended after their body.
    pub(crate) late: Queries,
    pub(crate) said: Said,
    pub(crate) panics: Vec<Panicked>,
    pub(crate) notes: Vec<String>,
    /// The plans of the statements, where they are judged.
    pub(crate) explanations: Explanations,
    /// What kept a database from counting what it did.
    pub(crate) obstacle: Option<String>,
    /// The databases that the fixtures made.
    pub(crate) databases: Vec<String>,
    /// The rows in all tables after the body: one figure a size, where they can be counted.
    pub(crate) rows: Vec<Option<u64>>,
    /// Whether a fixture asked for the size.
    pub(crate) size_is_taken: bool,
    /// What was made to go wrong, where something could be.
    pub(crate) faults: Option<Counts>,
    /// The run that is under way.
    pub(super) current: Option<(Instant, Arc<Scope>)>,
}

/// Why a pass ended before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// A fixture gave the reason to skip the case.
    Skipped(String),
    /// A fixture failed.
    SetUp(String),
    /// A shard cannot tell its part of the load, or has none.
    NoPart(String),
    /// The body failed in the warm-up.
    WarmUp(Ending),
    /// Ctrl-C, while this was under way.
    Interrupted(&'static str),
    /// The runtime could not be made, or something of this crate failed.
    Broken(String),
}

impl State {
    /// Keeps what was known of a run that will not come back.
    pub(super) fn cut_off(
        &mut self,
        lost: Lost,
        recorder: &Recorder,
        case: &Case,
        size: Option<u64>,
    ) {
        match (lost, self.current.take()) {
            (Lost::Blocked, Some((begun, scope))) => {
                scope.close();
                let queries = Queries::of(&scope.take(), recorder);
                let ending = Ending::Timeout(case.options.timeout.unwrap_or(TIMEOUT));
                self.runs.push(Run {
                    elapsed: begun.elapsed(),
                    waited: Duration::ZERO,
                    ran: Duration::ZERO,
                    pace: None,
                    ending,
                    queries,
                    heap: None,
                    iteration: None,
                    size,
                });
                self.notes.push("the body blocks its thread: it never came to an await at which it could be stopped; the thread was left behind".to_owned());
            }
            (Lost::Blocked, None) => {
                self.stopped = Some(Stopped::SetUp(format!(
                    "the fixtures were not ready after {} s",
                    SET_UP.as_secs()
                )));
            }
            (Lost::Panicked(message), _) => self.stopped = Some(Stopped::Broken(message)),
            (Lost::NoThread(message), _) => {
                self.stopped = Some(Stopped::Broken(format!(
                    "no thread could be started: {message}"
                )));
            }
        }
    }
}

impl From<SetUpError> for Stopped {
    fn from(error: SetUpError) -> Self {
        match error.kind {
            SetUpErrorKind::Failed => Self::SetUp(error.message),
            SetUpErrorKind::Skipped => Self::Skipped(error.message),
        }
    }
}
