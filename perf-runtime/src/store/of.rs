//! From what is known of a case to its record.

use std::time::{SystemTime, UNIX_EPOCH};

use super::commit::Commit;
use super::record::{
    Kind, Record, RecordedChange, RecordedFailure, RecordedFinding, RecordedPlace, RecordedPlaces,
    RecordedRun, RecordedShape, SCHEMA, TestOutcome, VerdictWord,
};
use crate::assess::places::{Places, Told};
use crate::baseline::compare::Change;
use crate::case::{Body, ShouldPanic};
use crate::case_report::CaseReport;
use crate::envs::Envs;
use crate::harness::Outcome;
use crate::measurement::{Ending, Queries, Run, ShapeUse};
use crate::probe::machine::Machine;
use crate::probe::site::Site;
use crate::report::console;
use crate::report::format::clean;
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::verdict::{Finding, Verdict};

impl Record {
    /// The record of a case that began at this moment and has ended just now.
    pub(crate) fn of(report: &CaseReport, began: SystemTime) -> Self {
        let case = report.case;
        let text = console::render(report, Page::endless(Palette::plain()));
        let outcome = TestOutcome::of(&Outcome::of(report, || text.clone()));
        let passed = report.verdict == Verdict::Passed && outcome == TestOutcome::Ok;
        let began_unix = began.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            schema: SCHEMA,
            package: case.package.to_owned(),
            target: case.target().to_owned(),
            name: case.path(),
            file: case.file.to_owned(),
            line: case.line,
            kind: Kind::of(&case.body),
            category: case.options.category.map(ToOwned::to_owned),
            severity: case.options.severity(),
            threshold: case.options.threshold.map(ToOwned::to_owned),
            tags: case.options.tags.iter().map(ToString::to_string).collect(),
            verdict: VerdictWord::of(&report.verdict),
            outcome,
            should_panic: case.should_panic != ShouldPanic::No,
            reason: match &report.verdict {
                Verdict::Skipped(reason) => Some(clean(reason)),
                Verdict::Partial => Some("a shard: judged by `cargo perf merge`".to_owned()),
                _ => None,
            },
            began_unix_ms: u64::try_from(began_unix.as_millis()).unwrap_or(u64::MAX),
            took_ms: began.elapsed().unwrap_or_default().as_secs_f64() * 1e3,
            build: build().to_owned(),
            commit: Commit::get().cloned(),
            profile: Envs::get().profile().to_owned(),
            machine: Machine::get().clone(),
            disturbed: report.disturbed,
            databases: report.databases.clone(),
            findings: report.findings.iter().map(RecordedFinding::of).collect(),
            failure: report.failure.as_ref().map(|failure| RecordedFailure {
                what: failure.what.clone(),
                text: failure.text.clone(),
            }),
            runs: report
                .runs
                .iter()
                .enumerate()
                .map(|(index, run)| recorded_run(report, run, index == report.shown))
                .collect(),
            load: report.load.clone(),
            shard: report.sharded.clone(),
            faults: report.faults,
            figures: report.said.figures.clone(),
            panics: report
                .panics
                .iter()
                .map(|panic| format!("{} at {}", panic.message, panic.place))
                .collect(),
            notes: report.notes.clone(),
            reduced: report.reduced.clone(),
            report: (!passed).then_some(text),
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

impl Kind {
    fn of(body: &Body) -> Self {
        match body {
            Body::Perf(_) => Self::Perf,
            Body::Load(_) => Self::Load,
        }
    }
}

impl VerdictWord {
    fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed => Self::Failed,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Partial => Self::Partial,
            Verdict::Skipped(_) => Self::Skipped,
        }
    }
}

impl TestOutcome {
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Ok => Self::Ok,
            Outcome::Failed { .. } => Self::Failed,
            Outcome::Ignored { .. } => Self::Ignored,
        }
    }
}

impl RecordedFinding {
    fn of(finding: &Finding) -> Self {
        let origin = |text: fn(&crate::options::Source) -> &Option<String>| {
            finding.source.and_then(|source| text(source).clone())
        };
        Self {
            budget: finding.budget.clone(),
            status: finding.status,
            text: finding.text.clone(),
            figure: finding.figure,
            limit: finding.limit,
            shapes: finding.shapes.iter().map(ToString::to_string).collect(),
            plans: finding
                .plans
                .iter()
                .map(|(shape, lines)| (shape.to_string(), lines.clone()))
                .collect(),
            growth: finding.growth.clone(),
            places: finding.places.as_ref().map(RecordedPlaces::of),
            changes: finding.changes.iter().map(RecordedChange::of).collect(),
            advice: finding.advice.clone(),
            soft: finding.soft,
            origin: origin(|source| &source.origin),
            baseline: origin(|source| &source.baseline),
        }
    }
}

impl RecordedChange {
    fn of(change: &Change) -> Self {
        Self {
            what: change.to_string(),
            sql: change.sql.clone(),
            shape: change.shape.clone(),
            plan: change.plan_lines(),
        }
    }
}

impl RecordedPlaces {
    fn of(places: &Places) -> Self {
        let place = |told: &Told| RecordedPlace {
            amount: told.amount,
            by_driver: told.by_driver,
            at: lines(&told.sites),
        };
        Self {
            one_in: places.one_in,
            most: places.told.iter().map(place).collect(),
            others: places.others.0,
            of_others: places.others.1,
        }
    }
}

fn recorded_run(report: &CaseReport, run: &Run, shown: bool) -> RecordedRun {
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
        ending: run.ending.word().to_owned(),
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

fn recorded_shape(report: &CaseReport, shape: &ShapeUse) -> RecordedShape {
    let sites = shape
        .stacks
        .first()
        .and_then(|(stack, _)| report.sites.get(stack));
    RecordedShape {
        id: shape.shape.id.to_string(),
        sql: shape.shape.text.clone(),
        class: shape.class.word().to_owned(),
        count: shape.sum.count,
        rows: shape.sum.rows,
        total_ms: shape.sum.total.as_secs_f64() * 1e3,
        slowest_ms: shape.sum.slowest.as_secs_f64() * 1e3,
        cost: shape.sum.costs.known(),
        at: sites.map(|sites| lines(sites)).unwrap_or_default(),
    }
}

/// `src/shop.rs:35 shop::list`.
fn lines(sites: &[Site]) -> Vec<String> {
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
