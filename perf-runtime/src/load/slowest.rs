//! The slowest iterations, kept whole: what they waited for, and their statements in order.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::parts::Parts;
use crate::fixture::Iteration;
use crate::measurement::Ending;
use crate::probe::Recorder;
use crate::probe::log::{Entry, StackId};
use crate::probe::shape::analyze;
use crate::probe::waits::Wait;

/// Iterations that are kept.
pub(super) const KEPT: usize = 5;

/// Statements of an iteration that are kept, the first of them.
const STATEMENTS: usize = 100;

/// An iteration as it was, before anybody asks what its statements mean.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) iteration: Iteration,
    pub(super) begun: Instant,
    pub(super) parts: Parts,
    pub(super) ending: Ending,
    pub(super) waits: Vec<Wait>,
    pub(super) entries: Vec<Entry>,
    /// Statements beside those.
    pub(super) more: u64,
}

/// Successes before others, and then the slowest.
type Rank = (bool, u64);

/// The slowest iterations until now, the slowest first.
#[derive(Debug, Default)]
pub(super) struct Slowest(Vec<(Rank, Arc<Trace>)>);

/// An iteration of which all is kept. Times are in milliseconds; `start_ms` is from its beginning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Slow {
    pub(crate) user: u64,
    /// Of that user, counted from 0.
    pub(crate) index: u64,
    pub(crate) ending: Cow<'static, str>,
    pub(crate) ms: f64,
    /// From the moment at which it was to begin to that at which it began.
    pub(crate) delay_ms: f64,
    /// Nothing where no connection was seen to be taken from a pool.
    pub(crate) pool_wait_ms: Option<f64>,
    pub(crate) db_ms: f64,
    pub(crate) rest_ms: f64,
    pub(crate) steps: Vec<SlowStep>,
    /// Statements that are not among the steps.
    pub(crate) more_statements: u64,
}

/// What an iteration did on the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SlowStep {
    pub(crate) start_ms: f64,
    pub(crate) ms: f64,
    /// Nothing for a wait for a connection.
    pub(crate) statement: Option<Statement>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Statement {
    pub(crate) shape: String,
    pub(crate) sql: String,
    pub(crate) class: Cow<'static, str>,
    pub(crate) rows: u64,
    /// `file:line function`, innermost first; empty where no report needed them, or where its call stack was not taken.
    pub(crate) at: Vec<String>,
    #[serde(skip)]
    pub(crate) stack: Option<StackId>,
}

impl Slowest {
    /// Keeps the iteration where it is slower than one of those that are kept; only then is it written out.
    pub(super) fn record(&mut self, is_success: bool, ns: u64, trace: impl FnOnce() -> Trace) {
        let rank = (is_success, ns);
        if self.0.len() < KEPT || self.0.last().is_some_and(|(last, _)| rank > *last) {
            self.insert(rank, Arc::new(trace()));
        }
    }

    fn insert(&mut self, rank: Rank, trace: Arc<Trace>) {
        // Behind those that are as slow: the first of several, so that the message is the same every time.
        let place = self.0.partition_point(|(known, _)| *known >= rank);
        self.0.insert(place, (rank, trace));
        self.0.truncate(KEPT);
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (rank, trace) in &other.0 {
            self.insert(*rank, Arc::clone(trace));
        }
    }

    /// What they mean, the slowest first.
    pub(super) fn slow(&self, recorder: &Recorder) -> Vec<Slow> {
        let traces = self.0.iter();
        traces.map(|(_, trace)| Slow::of(trace, recorder)).collect()
    }
}

impl Trace {
    /// As many of the statements as are kept, and how many more there are.
    pub(super) fn first(entries: &[Entry], all: u64) -> (Vec<Entry>, u64) {
        let kept = &entries[..entries.len().min(STATEMENTS)];
        (kept.to_vec(), all - kept.len() as u64)
    }
}

impl Slow {
    fn of(trace: &Trace, recorder: &Recorder) -> Self {
        let after = |at: Instant| at.saturating_duration_since(trace.begun);
        let waits = trace.waits.iter().map(|wait| SlowStep {
            start_ms: ms(after(wait.ended).saturating_sub(wait.elapsed).as_nanos()),
            ms: ms(wait.elapsed.as_nanos()),
            statement: None,
        });
        let statements = trace.entries.iter().map(|entry| SlowStep {
            start_ms: ms(after(entry.ended).saturating_sub(entry.elapsed).as_nanos()),
            ms: ms(entry.elapsed.as_nanos()),
            statement: Some(Statement::of(entry, recorder)),
        });
        let mut steps: Vec<_> = waits.chain(statements).collect();
        steps.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
        Self {
            user: trace.iteration.user.index,
            index: trace.iteration.index,
            ending: trace.ending.word().into(),
            ms: ms(trace.parts.all.into()),
            delay_ms: ms(trace.parts.delay.into()),
            pool_wait_ms: (!trace.waits.is_empty()).then(|| ms(trace.parts.pool.into())),
            db_ms: ms(trace.parts.database.into()),
            rest_ms: ms(trace.parts.rest().into()),
            steps,
            more_statements: trace.more,
        }
    }
}

impl Statement {
    fn of(entry: &Entry, recorder: &Recorder) -> Self {
        let analysis = analyze(&recorder.text(entry.text));
        Self {
            shape: analysis.shape.id.to_string(),
            sql: analysis.shape.text,
            class: analysis.class.word().into(),
            rows: entry.rows,
            at: Vec::new(),
            stack: entry.stack,
        }
    }
}

fn ms(ns: u128) -> f64 {
    ns as f64 / 1e6
}
