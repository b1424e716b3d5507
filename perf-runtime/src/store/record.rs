//! The JSON record of a case, as data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::places::RecordedPlaces;
use crate::case_report::CaseReport;
use crate::envs::Envs;
use crate::faults::Counts;
use crate::figure::Figure;
use crate::load::Load;
use crate::measurement::{Ending, Queries, Run, ShapeUse};
use crate::options::Severity;
use crate::probe::cost::Known;
use crate::probe::machine::{Disturbed, Machine};
use crate::probe::memory::Heap;
use crate::probe::site::Site;
use crate::report::format::clean;
use crate::verdict::{Finding, Grown, Status, Verdict};

/// The version of the record's form; it grows by one when a reader of the old one would misread it.
pub(crate) const SCHEMA: u32 = 1;

/// What is written for a case. Times are in milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    schema: u32,
    package: &'a str,
    /// The case's path, as libtest knows it.
    name: String,
    file: &'a str,
    line: u32,
    kind: &'static str,
    category: Option<&'a str>,
    severity: Severity,
    /// The named limit of `perf.toml`.
    threshold: Option<&'a str>,
    tags: &'a [&'a str],
    verdict: &'static str,
    /// Why it was skipped.
    reason: Option<String>,
    /// `debug` or `release`.
    build: &'static str,
    /// `PERF_PROFILE`.
    profile: &'static str,
    machine: &'static Machine,
    disturbed: Disturbed,
    databases: &'a [String],
    findings: Vec<RecordedFinding<'a>>,
    failure: Option<RecordedFailure<'a>>,
    runs: Vec<RecordedRun<'a>>,
    load: Option<&'a Load>,
    /// What was made to go wrong, where something could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Counts>,
    figures: &'a [Figure],
    panics: Vec<String>,
    notes: &'a [String],
    /// What quick mode made less of: the figures are those of a smaller case.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    reduced: &'a [String],
}

#[derive(Debug, Serialize)]
struct RecordedFinding<'a> {
    budget: &'a str,
    status: Status,
    text: &'a str,
    figure: Option<f64>,
    limit: Option<f64>,
    shapes: Vec<String>,
    /// The plans of some of the shapes, by their ids.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    plans: BTreeMap<String, &'a [String]>,
    /// How the figure grew from size to size.
    #[serde(skip_serializing_if = "Option::is_none")]
    growth: Option<&'a Grown>,
    /// Where it was allocated, of a budget on memory that was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<RecordedPlaces>,
    advice: Option<&'a str>,
    /// Of a limit within `warn(..)`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    soft: bool,
    /// Where the limit comes from, if not from the attribute as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    /// The figure that is expected, as `perf.toml` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RecordedFailure<'a> {
    what: &'a str,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct RecordedRun<'a> {
    /// The size of the data, where the body is run at several.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    ms: f64,
    /// How long of it was spent waiting for a processor, as far as the system says.
    waited_ms: f64,
    ending: &'static str,
    queries: u64,
    reads: u64,
    writes: u64,
    rows: u64,
    db_ms: f64,
    /// Nothing where no connection was seen to be taken from a pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pool_wait_ms: Option<f64>,
    transaction_control: u64,
    driver: u64,
    outside: u64,
    /// What the database counted, where it was asked to.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<Known>,
    /// What the threads of the case took from the heap.
    #[serde(skip_serializing_if = "Option::is_none")]
    heap: Option<Heap>,
    /// Only of the run that the report shows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shapes: Vec<RecordedShape<'a>>,
}

#[derive(Debug, Serialize)]
struct RecordedShape<'a> {
    id: String,
    sql: &'a str,
    class: &'static str,
    count: u64,
    rows: u64,
    total_ms: f64,
    slowest_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<Known>,
    /// `file:line function`, innermost first; empty where no report needed them.
    at: Vec<String>,
}

impl<'a> Record<'a> {
    pub(crate) fn of(report: &'a CaseReport) -> Self {
        let case = report.case;
        let reason = match &report.verdict {
            Verdict::Skipped(reason) => Some(clean(reason)),
            _ => None,
        };
        Self {
            schema: SCHEMA,
            package: case.package,
            name: case.path(),
            file: case.file,
            line: case.line,
            kind: case.body.kind(),
            category: case.options.category,
            severity: case.options.severity(),
            threshold: case.options.threshold,
            tags: case.options.tags,
            verdict: report.verdict.word(),
            reason,
            build: build(),
            profile: Envs::get().profile(),
            machine: Machine::get(),
            disturbed: report.disturbed,
            databases: &report.databases,
            findings: report.findings.iter().map(RecordedFinding::of).collect(),
            failure: report.failure.as_ref().map(|failure| RecordedFailure {
                what: &failure.what,
                text: &failure.text,
            }),
            runs: report
                .runs
                .iter()
                .enumerate()
                .map(|(index, run)| recorded_run(report, run, index == report.shown))
                .collect(),
            load: report.load.as_ref(),
            faults: report.faults,
            figures: &report.said.figures,
            panics: report
                .panics
                .iter()
                .map(|panic| format!("{} at {}", panic.message, panic.place))
                .collect(),
            notes: &report.notes,
            reduced: &report.reduced,
        }
    }
}

/// The profile that this crate, and so most likely the application, was built with.
pub(crate) fn build() -> &'static str {
    if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    }
}

impl<'a> RecordedFinding<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            budget: &finding.budget,
            status: finding.status,
            text: &finding.text,
            figure: finding.figure,
            limit: finding.limit,
            shapes: finding.shapes.iter().map(ToString::to_string).collect(),
            plans: finding
                .plans
                .iter()
                .map(|(shape, lines)| (shape.to_string(), lines.as_slice()))
                .collect(),
            growth: finding.growth.as_ref(),
            places: finding.places.as_ref().map(RecordedPlaces::of),
            advice: finding.advice.as_deref(),
            soft: finding.soft,
            origin: finding.source.and_then(|source| source.origin.as_deref()),
            baseline: finding.source.and_then(|source| source.baseline.as_deref()),
        }
    }
}

fn recorded_run<'a>(report: &'a CaseReport, run: &'a Run, shown: bool) -> RecordedRun<'a> {
    let Queries {
        shapes,
        transaction_control,
        driver,
        outside,
        waits,
    } = &run.queries;
    RecordedRun {
        size: run.size,
        ms: run.elapsed.as_secs_f64() * 1e3,
        waited_ms: run.waited.as_secs_f64() * 1e3,
        ending: run.ending.word(),
        queries: run.queries.count(),
        reads: run.queries.reads(),
        writes: run.queries.writes(),
        rows: run.queries.rows(),
        db_ms: run.queries.time().as_secs_f64() * 1e3,
        pool_wait_ms: waits.known().map(|wait| wait.as_secs_f64() * 1e3),
        transaction_control: *transaction_control,
        driver: *driver,
        outside: *outside,
        cost: run.queries.costs().known(),
        heap: run.heap,
        shapes: if shown {
            shapes
                .iter()
                .map(|shape| recorded_shape(report, shape))
                .collect()
        } else {
            Vec::new()
        },
    }
}

fn recorded_shape<'a>(report: &CaseReport, shape: &'a ShapeUse) -> RecordedShape<'a> {
    let sites = shape
        .stacks
        .first()
        .and_then(|(stack, _)| report.sites.get(stack));
    RecordedShape {
        id: shape.shape.id.to_string(),
        sql: &shape.shape.text,
        class: shape.class.word(),
        count: shape.sum.count,
        rows: shape.sum.rows,
        total_ms: shape.sum.total.as_secs_f64() * 1e3,
        slowest_ms: shape.sum.slowest.as_secs_f64() * 1e3,
        cost: shape.sum.costs.known(),
        at: sites.map(|sites| lines(sites)).unwrap_or_default(),
    }
}

/// `src/shop.rs:35 shop::list`.
pub(super) fn lines(sites: &[Site]) -> Vec<String> {
    let line = |site: &Site| format!("{}:{} {}", site.file, site.line, site.function);
    sites.iter().map(line).collect()
}

impl Ending {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error(_) => "error",
            Self::Panic(_) => "panic",
            Self::Timeout(_) => "timeout",
        }
    }
}

impl Verdict {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::Skipped(_) => "skipped",
        }
    }
}
