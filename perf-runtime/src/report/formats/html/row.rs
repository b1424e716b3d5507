//! A case in the list: what is seen of it before it is opened.

use super::chart::Bar;
use super::mark::Mark;
use super::words::{figure, ms};
use crate::options::Severity;
use crate::report::format::{bytes, clean, count, cut};
use crate::report::summary::row::{in_memory, in_time};
use crate::store::record::{Record, RecordedFinding};
use crate::verdict::Status;

/// Characters of what failed.
const WHY: usize = 160;

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) anchor: String,
    pub(super) mark: Mark,
    /// The path of the module, and the function in it.
    pub(super) module: String,
    pub(super) name: String,
    pub(super) is_load: bool,
    pub(super) category: String,
    pub(super) severity: &'static str,
    /// The larger, the more it matters.
    pub(super) weight: u8,
    /// What is wrong, in a line.
    pub(super) why: Option<String>,
    pub(super) queries: Cell,
    pub(super) time: Cell,
    pub(super) bar: Option<Bar>,
    pub(super) memory: Cell,
}

/// A figure beside its limit, and what it is sorted by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) value: String,
    pub(super) limit: String,
    pub(super) is_bad: bool,
    pub(super) order: Option<f64>,
}

impl Row {
    pub(super) fn of(record: &Record, anchor: String) -> Self {
        let path = clean(&record.name);
        let (module, name) = path.rsplit_once("::").unwrap_or(("", &path));
        let (time, bar) = time(record);
        Self {
            anchor,
            mark: Mark::of(record),
            module: module.to_owned(),
            name: name.to_owned(),
            is_load: record.load.is_some(),
            category: record.category.as_deref().map(clean).unwrap_or_default(),
            severity: record.severity.word(),
            weight: match record.severity {
                Severity::Low => 0,
                Severity::Medium => 1,
                Severity::High => 2,
                Severity::Critical => 3,
            },
            why: why(record).map(|why| cut(&clean(&why), WHY)),
            queries: queries(record),
            time,
            bar,
            memory: memory(record),
        }
    }
}

/// The worst that was found, or why it was skipped.
fn why(record: &Record) -> Option<String> {
    if let Some(reason) = &record.reason {
        return Some(reason.clone());
    }
    let warned = || {
        let mut findings = record.findings.iter();
        findings.find(|finding| finding.status == Status::Warn)
    };
    let mut reasons = record.reasons().into_iter();
    reasons
        .next()
        .or_else(|| warned().map(|finding| format!("{}: {}", finding.budget, finding.text)))
}

fn is_bad(finding: &RecordedFinding) -> bool {
    !matches!(finding.status, Status::Ok | Status::Warn)
}

/// The queries of the worst run, or the most of an iteration.
fn queries(record: &Record) -> Cell {
    let most = match &record.load {
        Some(load) => Some(load.queries.max),
        None => record.runs.iter().map(|run| run.queries).max(),
    };
    let Some(most) = most else {
        return Cell::default();
    };
    let budget = record
        .findings
        .iter()
        .find(|finding| finding.budget == "max_queries");
    Cell {
        value: count(most),
        limit: budget
            .and_then(|finding| finding.limit)
            .map(|limit| format!(" of {}", figure("max_queries", limit)))
            .unwrap_or_default(),
        is_bad: budget.is_some_and(is_bad),
        order: Some(most as f64),
    }
}

/// The time that was judged worst; else the 95th percentile of a load, or the slowest run.
fn time(record: &Record) -> (Cell, Option<Bar>) {
    if let Some((finding, cell)) = worst(record, in_time) {
        let both = finding.figure.zip(finding.limit);
        return (
            cell,
            both.and_then(|(figure, limit)| Bar::of(figure, limit)),
        );
    }
    let latency = record.load.as_ref().and_then(|load| load.latency.as_ref());
    let slowest = record.runs.iter().map(|run| run.ms).max_by(f64::total_cmp);
    let (figure, what) = match latency {
        Some(latency) => (Some(latency.p95_ms), " (p95)"),
        None => (slowest, ""),
    };
    let cell = figure.map(|figure| Cell {
        value: ms(figure),
        limit: what.to_owned(),
        is_bad: false,
        order: Some(figure),
    });
    (cell.unwrap_or_default(), None)
}

/// The memory that was judged worst; else the most that a run held at once, or what the process grew by under a load. By
/// this they are sorted, since what was judged may be a number of allocations.
fn memory(record: &Record) -> Cell {
    let held = record.runs.iter().filter_map(|run| run.heap);
    let held = match &record.load {
        Some(load) => load.rss_growth,
        None => held.map(|heap| heap.peak.at_most).max(),
    };
    let cell = match worst(record, in_memory) {
        Some((_, cell)) => cell,
        None => Cell {
            value: held.map(bytes).unwrap_or_default(),
            ..Cell::default()
        },
    };
    Cell {
        order: held.map(|held| held as f64),
        ..cell
    }
}

/// How a budget of some kind is told: its figure and its limit; nothing of other kinds.
type Told = fn(&str, f64, f64) -> Option<(String, String)>;

/// Of the budgets that can be told so, the worst; of several, the first.
fn worst(record: &Record, told: Told) -> Option<(&RecordedFinding, Cell)> {
    // From behind, since `max_by_key` takes the last of several.
    let findings = record.findings.iter().rev();
    let judged = findings.filter_map(|finding| {
        let (value, limit) = told(&finding.budget, finding.figure?, finding.limit?)?;
        let cell = Cell {
            value,
            limit: format!(" of {limit}"),
            is_bad: is_bad(finding),
            order: finding.figure,
        };
        Some((finding, cell))
    });
    judged.max_by_key(|(finding, _)| finding.status.weight())
}
