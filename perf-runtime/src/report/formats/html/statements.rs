//! The statements of a case by shape.

use super::chart::Px;
use super::table::Fact;
use super::words::{Place, ms, places};
use crate::assess::cost::known_in_words;
use crate::assess::places::LINES;
use crate::load::ShapeTimes;
use crate::report::format::{clean, count, cut};
use crate::store::record::{Record, RecordedShape};
use crate::verdict::Status;

/// Characters of a statement; a longer one is cut in the middle.
const SQL: usize = 4_000;

/// Statements that are shown; the rest is told as a number.
const SHAPES: usize = 64;

/// All queries of one shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) class: String,
    pub(super) count: String,
    pub(super) rows: String,
    pub(super) total: String,
    /// Its part of the time of all of them, of a hundred.
    pub(super) share: Px,
    /// More about its time.
    pub(super) times: Vec<Fact>,
    pub(super) cost: Option<String>,
    pub(super) places: Vec<Place>,
    pub(super) plan: Vec<String>,
    /// A budget that does not hold speaks of it.
    pub(super) is_at_fault: bool,
}

/// The statements of the run that is shown, or of all iterations of a load.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Statements {
    pub(super) shown: Vec<Statement>,
    /// Shapes and queries that are not among them.
    pub(super) more: Option<String>,
}

impl Statements {
    pub(super) fn of(record: &Record) -> Self {
        let (all, others): (Vec<_>, _) = if let Some(load) = &record.load {
            let shapes = &load.breakdown.shapes;
            let all_ms = shapes.iter().map(|shape| shape.total_ms).sum();
            let of = |shape| of_load(record, shape, all_ms);
            (
                shapes.iter().map(of).collect(),
                load.breakdown.other_queries,
            )
        } else {
            let shapes = shapes(record);
            let all_ms = shapes.iter().map(|shape| shape.total_ms).sum();
            let of = |shape| of_run(record, shape, all_ms);
            (shapes.iter().map(of).collect(), 0)
        };
        let hidden = all.len().saturating_sub(SHAPES);
        let more = match (hidden, others) {
            (0, 0) => None,
            (0, queries) => Some(format!("{} queries of other shapes", count(queries))),
            (shapes, _) => Some(format!("{shapes} more shapes")),
        };
        Self {
            shown: all.into_iter().take(SHAPES).collect(),
            more,
        }
    }
}

/// The shapes of the run that is shown.
pub(super) fn shapes(record: &Record) -> &[RecordedShape] {
    record
        .runs
        .iter()
        .map(|run| &*run.shapes)
        .find(|shapes| !shapes.is_empty())
        .unwrap_or_default()
}

/// The text and the lines of a shape by its id.
pub(super) fn find<'a>(record: &'a Record, id: &str) -> Option<(&'a str, &'a [String])> {
    let of_run = shapes(record)
        .iter()
        .find(|shape| shape.id == id)
        .map(|shape| (&*shape.sql, &*shape.at));
    let of_load = || {
        let shapes = &record.load.as_ref()?.breakdown.shapes;
        let shape = shapes.iter().find(|shape| shape.id == id)?;
        Some((&*shape.sql, &*shape.at))
    };
    of_run.or_else(of_load)
}

/// A statement on one line, of a length that can be shown.
pub(super) fn sql(text: &str) -> String {
    cut(&clean(text), SQL)
}

fn of_run(record: &Record, shape: &RecordedShape, all_ms: f64) -> Statement {
    let each = shape.total_ms / shape.count.max(1) as f64;
    Statement {
        class: clean(&shape.class),
        count: count(shape.count),
        rows: count(shape.rows),
        total: ms(shape.total_ms),
        times: vec![
            Fact::new("mean", ms(each)),
            Fact::new("slowest", ms(shape.slowest_ms)),
        ],
        cost: shape.cost.map(|cost| known_in_words(&cost, 1)),
        ..common(
            record,
            &shape.id,
            &shape.sql,
            &shape.at,
            shape.total_ms / all_ms,
        )
    }
}

fn of_load(record: &Record, shape: &ShapeTimes, all_ms: f64) -> Statement {
    let times = &shape.times;
    Statement {
        count: count(shape.count),
        rows: count(shape.rows),
        total: ms(shape.total_ms),
        times: vec![
            Fact::new("p50", ms(times.p50_ms)),
            Fact::new("p95", ms(times.p95_ms)),
            Fact::new("p99", ms(times.p99_ms)),
            Fact::new("max", ms(times.max_ms)),
        ],
        ..common(
            record,
            &shape.id,
            &shape.sql,
            &shape.at,
            shape.total_ms / all_ms,
        )
    }
}

/// What is known of any shape.
fn common(record: &Record, id: &str, text: &str, at: &[String], share: f64) -> Statement {
    let share = if share.is_finite() { share } else { 0.0 };
    Statement {
        sql: sql(text),
        class: String::new(),
        count: String::new(),
        rows: String::new(),
        total: String::new(),
        share: Px(share * 100.0),
        times: Vec::new(),
        cost: None,
        places: places(&at[..at.len().min(LINES)]),
        plan: plan(record, id),
        is_at_fault: record.findings.iter().any(|finding| {
            finding.status != Status::Ok && finding.shapes.iter().any(|shape| shape == id)
        }),
    }
}

/// The plan that a finding has of a shape, with its indentation.
pub(super) fn plan(record: &Record, id: &str) -> Vec<String> {
    let mut plans = record
        .findings
        .iter()
        .filter_map(|finding| finding.plans.get(id));
    plans.next().map(|lines| steps(lines)).unwrap_or_default()
}

/// The lines of a plan, with their indentation.
pub(super) fn steps(lines: &[String]) -> Vec<String> {
    let step = |line: &String| {
        let depth = line.len() - line.trim_start().len();
        format!("{:depth$}{}", "", cut(&clean(line), SQL))
    };
    lines.iter().map(step).collect()
}
