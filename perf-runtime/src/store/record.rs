//! The JSON record of a case: the one thing that all reports are made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::commit::Commit;
use crate::faults::Counts;
use crate::figure::Figure;
use crate::load::{Load, Sharded};
use crate::options::Severity;
use crate::probe::cost::Known;
use crate::probe::machine::{Disturbed, Machine};
use crate::probe::memory::{Amount, Heap};
use crate::verdict::{Grown, Status};

/// The version of the record's form; it grows by one when a reader of the old one would misread it.
pub(crate) const SCHEMA: u32 = 1;

/// What is known of a case that ran, or that could not. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Record {
    pub(crate) schema: u32,
    pub(crate) package: String,
    /// The crate that the case is in: of a test target, its name.
    #[serde(default)]
    pub(crate) target: String,
    /// The case's path, as libtest knows it.
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) kind: Kind,
    pub(crate) category: Option<String>,
    pub(crate) severity: Severity,
    /// The named limit of `perf.toml`.
    pub(crate) threshold: Option<String>,
    pub(crate) tags: Vec<String>,
    /// What was found.
    pub(crate) verdict: VerdictWord,
    /// What the test is to libtest: a case that `#[should_panic]` passes where it failed.
    #[serde(default)]
    pub(crate) outcome: TestOutcome,
    /// It is to fail: `#[should_panic]`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) should_panic: bool,
    /// Why it was skipped.
    pub(crate) reason: Option<String>,
    /// When it began, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) began_unix_ms: u64,
    /// How long it took, fixtures and runs that were repeated included.
    #[serde(default)]
    pub(crate) took_ms: f64,
    /// `debug` or `release`.
    pub(crate) build: String,
    /// What was checked out, where that can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) commit: Option<Commit>,
    /// `PERF_PROFILE`.
    pub(crate) profile: String,
    pub(crate) machine: Machine,
    pub(crate) disturbed: Disturbed,
    pub(crate) databases: Vec<String>,
    pub(crate) findings: Vec<RecordedFinding>,
    pub(crate) failure: Option<RecordedFailure>,
    pub(crate) runs: Vec<RecordedRun>,
    pub(crate) load: Option<Load>,
    /// What a shard knows of its part of a load, to be merged with the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shard: Option<Sharded>,
    /// What was made to go wrong, where something could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) faults: Option<Counts>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) panics: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// What quick mode made less of, such as `iterations 100 of 1,000`: the figures are those of a smaller case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) reduced: Vec<String>,
    /// The report as the console shows it, of a case that did not simply pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) report: Option<String>,
}

/// The attribute over the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Perf,
    Load,
}

/// The verdict in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerdictWord {
    Passed,
    Failed,
    Inconclusive,
    Partial,
    Skipped,
}

/// What libtest says of the test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestOutcome {
    Ok,
    #[default]
    Failed,
    Ignored,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedFinding {
    pub(crate) budget: String,
    pub(crate) status: Status,
    pub(crate) text: String,
    pub(crate) figure: Option<f64>,
    pub(crate) limit: Option<f64>,
    /// The ids of the shapes that it is about.
    pub(crate) shapes: Vec<String>,
    /// The plans of some of the shapes, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) plans: BTreeMap<String, Vec<String>>,
    /// How the figure grew from size to size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) growth: Option<Grown>,
    /// Where it was allocated, of a budget on memory that was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) places: Option<RecordedPlaces>,
    /// What is not as in `perf-baseline.toml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<RecordedChange>,
    pub(crate) advice: Option<String>,
    /// Of a limit within `warn(..)`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) soft: bool,
    /// Where the limit comes from, if not from the attribute as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<String>,
    /// The figure that is expected, as `perf.toml` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<String>,
}

/// What is not as in `perf-baseline.toml`, of one shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedChange {
    /// `+ 1x, 20 rows`, `3x -> 5x, 60 rows`, ..
    pub(crate) what: String,
    /// Empty where it is about no statement.
    pub(crate) sql: String,
    /// The id of the shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shape: Option<String>,
    /// The lines of its plan, those that are gone with `-` before them and those that are new with `+`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) plan: Vec<String>,
}

/// A body that did not end well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedFailure {
    pub(crate) what: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedRun {
    /// The size of the data, where the body is run at several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<u64>,
    pub(crate) ms: f64,
    /// How long of it was spent waiting for a processor, as far as the system says.
    pub(crate) waited_ms: f64,
    /// `ok`, `error`, `panic` or `timeout`.
    pub(crate) ending: String,
    pub(crate) queries: u64,
    pub(crate) reads: u64,
    pub(crate) writes: u64,
    pub(crate) rows: u64,
    pub(crate) db_ms: f64,
    /// Nothing where no connection was seen to be taken from a pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pool_wait_ms: Option<f64>,
    pub(crate) transaction_control: u64,
    pub(crate) driver: u64,
    pub(crate) outside: u64,
    /// What the database counted, where it was asked to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cost: Option<Known>,
    /// What the threads of the case took from the heap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heap: Option<Heap>,
    /// Only of the run that the report shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) shapes: Vec<RecordedShape>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedShape {
    pub(crate) id: String,
    pub(crate) sql: String,
    /// `read`, `write`, ..
    pub(crate) class: String,
    pub(crate) count: u64,
    pub(crate) rows: u64,
    pub(crate) total_ms: f64,
    pub(crate) slowest_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cost: Option<Known>,
    /// `file:line function`, innermost first; empty where no report needed them.
    pub(crate) at: Vec<String>,
}

/// The places of a budget on memory: those that took most, and the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedPlaces {
    /// The call stack of one in so many allocations was taken: estimates, unless it is 1.
    pub(crate) one_in: u64,
    pub(crate) most: Vec<RecordedPlace>,
    pub(crate) others: u64,
    pub(crate) of_others: Amount,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordedPlace {
    #[serde(flatten)]
    pub(crate) amount: Amount,
    /// Taken by a driver's thread, for a statement of these lines.
    pub(crate) by_driver: bool,
    /// `file:line function`, innermost first; empty where no line of the application is in the call stack.
    pub(crate) at: Vec<String>,
}
