//! What an attribute says, as data.

mod faults;
mod growth;
mod load;
mod severity;

use std::any::TypeId;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::database::Seeding;
use crate::faults::FaultPlan;
use crate::outcome::{BoxFuture, Outcome};

pub use faults::FaultOptions;
pub use growth::{Complexity, Growth};
pub use load::{AbortOn, Arrival, Stage, Target};
pub use severity::Severity;

/// The options of one case, as written; when it runs, as they hold (`limits`): `None` (or an empty slice) is "not said".
///
/// The attributes write it as `Options { max_queries: Some(3), ..Options::NONE }`.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Most queries of one run of the body.
    pub max_queries: Option<u64>,
    /// Fewest queries of one run of the body.
    pub min_queries: Option<u64>,
    /// Most queries that only read.
    pub max_reads: Option<u64>,
    /// Most queries that write.
    pub max_writes: Option<u64>,
    /// Most queries of one shape.
    pub max_repeats: Option<u64>,
    /// Most rows returned by all queries together.
    pub max_rows: Option<u64>,
    /// Longest time of one query, in milliseconds.
    pub max_query_ms: Option<f64>,
    /// Longest time of all queries together, in milliseconds.
    pub max_db_ms: Option<f64>,
    /// What a suspected N+1 does to the verdict.
    pub n_plus_one: Option<NPlusOne>,

    /// No statement reads a table from end to end.
    pub no_full_scan: bool,
    /// Tables that may be read from end to end all the same.
    pub full_scan_ok: &'static [&'static str],
    /// An index that at least one statement uses.
    pub uses_index: Option<&'static str>,
    /// Most rows over which full scans step, all queries together.
    pub max_rows_scanned: Option<u64>,
    /// Most steps of SQLite's virtual machine, all queries together.
    pub max_vm_steps: Option<u64>,
    /// Most pages of Postgres found in its buffers or read into them, all queries together.
    pub max_buffers: Option<u64>,

    /// Longest time of one run, in milliseconds.
    pub max_ms: Option<f64>,
    /// Largest mean time of the runs, in milliseconds.
    pub mean_ms: Option<f64>,
    /// Largest standard deviation of the times of the runs, in milliseconds.
    pub stddev_ms: Option<f64>,
    /// Percentile limits, each `(percentile, milliseconds)`: `p99_9_ms = 20` is `(99.9, 20.0)`.
    pub percentiles: &'static [(f64, f64)],
    /// Longest time that one run waits for connections of a pool, in milliseconds.
    pub max_pool_wait_ms: Option<f64>,
    /// The same for percentiles of the iterations of a load, each `(percentile, milliseconds)`.
    pub pool_wait_percentiles: &'static [(f64, f64)],

    /// Most allocations and reallocations of one run.
    pub max_allocs: Option<u64>,
    /// Most bytes that one run allocates in all.
    pub max_alloc: Option<u64>,
    /// Most bytes that one run holds at once.
    pub max_peak: Option<u64>,
    /// Most bytes that one run leaves behind, run after run.
    pub max_leak: Option<u64>,
    /// Most bytes by which the process becomes larger in memory.
    pub max_rss_growth: Option<u64>,

    /// Measured runs of the body.
    pub iterations: Option<u64>,
    /// What runs before the measurement.
    pub warmup: Option<Warmup>,
    /// Longest time that one run may take before it is given up.
    pub timeout: Option<Duration>,
    /// The flavour of the tokio runtime.
    pub runtime: Option<Flavor>,
    /// Worker threads of a multi-thread runtime.
    pub worker_threads: Option<usize>,
    /// How a time over its limit becomes a verdict.
    pub verdict: Option<Rule>,

    /// Limits on figures that the body records.
    pub metrics: &'static [Metric],
    /// Limits that warn, and never fail.
    pub warn: Option<&'static Self>,
    /// The named limit of `perf.toml` that holds where the attribute says nothing.
    pub threshold: Option<&'static str>,
    /// Where limits come from that are not as written in the attribute.
    pub sources: &'static [Source],

    /// Quick mode has made less of it, so that what it does not do says nothing.
    pub is_reduced: bool,

    /// What fills the database of the case.
    pub dataset: Option<Dataset>,
    /// How much data: the dataset's argument.
    pub size: Option<u64>,
    /// The sizes at which the body is run, one after the other, smallest first.
    pub sizes: &'static [u64],
    /// How figures may grow from size to size.
    pub growth: Growth,
    /// What makes the tables of the case's database.
    pub migrator: Option<fn() -> &'static sqlx::migrate::Migrator>,

    /// The group in which the case is shown.
    pub category: Option<&'static str>,
    /// Words to select the case by.
    pub tags: &'static [&'static str],
    /// How much a failure matters.
    pub severity: Option<Severity>,
    /// What the case cannot run without.
    pub requires: &'static [Requirement],

    /// What goes wrong on the connections of the case.
    pub faults: Option<FaultOptions>,

    /// Users that run the body side by side; with `stages` of users, how many there are at the beginning.
    pub users: Option<u64>,
    /// The numbers of users with which the load is run, one after the other, smallest first.
    pub sweep: &'static [u64],
    /// The time over which the users begin, one after the other.
    pub ramp_up: Option<Duration>,
    /// How long each user waits between two iterations, drawn evenly between the two.
    pub think_time: Option<(Duration, Duration)>,
    /// From the beginning of an iteration of a user to that of its next one.
    pub pacing: Option<Duration>,
    /// Iterations that begin each second, whether others have ended or not; with `stages` of rates, how many at the beginning.
    pub rate: Option<f64>,
    /// How iterations of a rate follow each other.
    pub arrival: Option<Arrival>,
    /// Most iterations of a rate that are under way at once.
    pub max_in_flight: Option<u64>,
    /// How the users or the rate change over time.
    pub stages: &'static [Stage],
    /// Most arrivals of a rate that never begin.
    pub max_dropped: Option<u64>,
    /// How long the load lasts.
    pub duration: Option<Duration>,
    /// Largest share of failed iterations, from 0 to 1.
    pub max_error_rate: Option<f64>,
    /// Fewest successful iterations a second.
    pub min_throughput: Option<f64>,
    /// What ends the load before its end.
    pub abort_on: Option<AbortOn>,
}

impl Options {
    /// Nothing said.
    pub const NONE: Self = Self {
        max_queries: None,
        min_queries: None,
        max_reads: None,
        max_writes: None,
        max_repeats: None,
        max_rows: None,
        max_query_ms: None,
        max_db_ms: None,
        n_plus_one: None,
        no_full_scan: false,
        full_scan_ok: &[],
        uses_index: None,
        max_rows_scanned: None,
        max_vm_steps: None,
        max_buffers: None,
        max_ms: None,
        mean_ms: None,
        stddev_ms: None,
        percentiles: &[],
        max_pool_wait_ms: None,
        pool_wait_percentiles: &[],
        max_allocs: None,
        max_alloc: None,
        max_peak: None,
        max_leak: None,
        max_rss_growth: None,
        iterations: None,
        warmup: None,
        timeout: None,
        runtime: None,
        worker_threads: None,
        verdict: None,
        metrics: &[],
        warn: None,
        threshold: None,
        sources: &[],
        is_reduced: false,
        dataset: None,
        size: None,
        sizes: &[],
        growth: Growth::NONE,
        migrator: None,
        category: None,
        tags: &[],
        severity: None,
        requires: &[],
        faults: None,
        users: None,
        sweep: &[],
        ramp_up: None,
        think_time: None,
        pacing: None,
        rate: None,
        arrival: None,
        max_in_flight: None,
        stages: &[],
        max_dropped: None,
        duration: None,
        max_error_rate: None,
        min_throughput: None,
        abort_on: None,
    };
}

impl Options {
    /// Whether it is right that no query is seen.
    pub(crate) fn expects_nothing(&self) -> bool {
        self.max_queries == Some(0) || self.min_queries == Some(0)
    }

    /// What goes wrong on the connections of the case.
    pub(crate) fn fault_plan(&self) -> Option<FaultPlan> {
        self.faults.map(|faults| faults.plan())
    }

    /// How much a failure matters.
    pub(crate) fn severity(&self) -> Severity {
        self.severity.unwrap_or(Severity::Medium)
    }

    /// Whether the plans of the statements are judged.
    pub(crate) fn asks_for_plans(&self) -> bool {
        self.no_full_scan
            || self.uses_index.is_some()
            || self.warn.is_some_and(Self::asks_for_plans)
    }

    /// Whether what a run takes from the heap is judged.
    pub(crate) fn asks_for_heap(&self) -> bool {
        self.max_allocs.is_some()
            || self.max_alloc.is_some()
            || self.max_peak.is_some()
            || self.growth.allocs.is_some()
            || self.warn.is_some_and(Self::asks_for_heap)
    }

    /// Whether what all runs together leave in memory is judged.
    pub(crate) fn asks_for_kept(&self) -> bool {
        self.max_leak.is_some() || self.max_rss_growth.is_some()
    }

    /// Whether what the database counts is judged.
    pub(crate) fn asks_for_cost(&self) -> bool {
        self.max_rows_scanned.is_some()
            || self.max_vm_steps.is_some()
            || self.max_buffers.is_some()
            || self.warn.is_some_and(Self::asks_for_cost)
    }
}

/// `metric("name", min = 0.8)`: a limit on a figure that the body records; without one, `perf.toml` has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// The name under which it is recorded.
    pub name: &'static str,
    /// Each value is at least this.
    pub min: Option<f64>,
    /// Each value is at most this.
    pub max: Option<f64>,
}

impl Metric {
    /// The key, as in the attribute.
    pub(crate) fn budget(&self) -> String {
        format!("metric({:?})", self.name)
    }
}

/// Where a limit comes from that is not as written in the attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Source {
    /// The key, as in the attribute.
    pub budget: String,
    /// Whether it is the limit within `warn(..)`.
    pub soft: bool,
    /// `500 ms of perf.toml:12 x 1.5 in profile ci`.
    pub origin: Option<String>,
    /// The figure that is expected, as `perf.toml` says.
    pub baseline: Option<String>,
}

/// `n_plus_one = "deny" / "warn" / "allow"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NPlusOne {
    /// A finding fails the case.
    Deny,
    /// A finding is shown (the default).
    Warn,
    /// Not looked for.
    Allow,
}

/// `warmup = 2` (runs) or `warmup = "5s"` (load only).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warmup {
    /// So many runs; under load so many iterations of each user.
    Runs(u64),
    /// So long.
    Time(Duration),
}

/// `runtime = "multi_thread" / "current_thread"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// tokio's work-stealing runtime (the default under `#[load]`).
    MultiThread,
    /// Everything on one thread (the default under `#[perf]`, as in `#[tokio::test]`).
    CurrentThread,
}

/// `verdict = "strict" / "once"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The first run gets no free pass: it is measured again even when it was within the limit.
    Strict,
    /// The body cannot run twice: it runs alone, and what one run cannot tell is inconclusive.
    Once,
}

/// One entry of `requires = [..]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// A Postgres server: `"postgres"`.
    Postgres,
    /// A MySQL or MariaDB server: `"mysql"`.
    MySql,
}

/// A function that fills a database, and its name.
#[derive(Debug, Clone, Copy)]
pub struct Dataset {
    /// The path as written.
    pub name: &'static str,
    /// Tells the function from others of this binary.
    pub identity: fn() -> TypeId,
    /// Runs it on the given database.
    pub seed: fn(&Seeding) -> BoxFuture<'_, Outcome>,
}
