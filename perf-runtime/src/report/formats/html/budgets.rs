//! The budgets of a case: the figure against its limit, and what the evidence is.

use super::chart::Bar;
use super::mark::{style_of, word_of};
use super::statements::{find, sql, steps};
use super::words::{self, Place, places};
use crate::report::format::{bytes, clean, count, plural};
use crate::store::record::{
    Record, RecordedChange, RecordedFinding, RecordedPlace, RecordedPlaces,
};
use crate::verdict::Status;

/// One budget.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Budget {
    pub(super) style: &'static str,
    pub(super) word: &'static str,
    pub(super) name: String,
    pub(super) soft: bool,
    pub(super) bar: Option<Bar>,
    pub(super) figure: Option<String>,
    pub(super) limit: Option<String>,
    pub(super) text: String,
    /// Where the limit comes from, and what is expected of it.
    pub(super) origin: Option<String>,
    pub(super) baseline: Option<String>,
    pub(super) advice: Option<String>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) memory: Option<Memory>,
    pub(super) changes: Vec<Change>,
}

/// What is otherwise than in the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) what: String,
    pub(super) sql: String,
    pub(super) plan: Vec<String>,
}

/// A statement that a budget was over by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    pub(super) sql: String,
    pub(super) places: Vec<Place>,
}

/// Where memory was taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Memory {
    pub(super) places: Vec<Taken>,
    pub(super) others: Option<String>,
    pub(super) estimate: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    pub(super) calls: String,
    pub(super) bytes: String,
    pub(super) by_driver: bool,
    pub(super) places: Vec<Place>,
}

/// All of them, the worst first.
pub(super) fn budgets(record: &Record) -> Vec<Budget> {
    let mut findings: Vec<_> = record.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.status.weight()));
    findings
        .into_iter()
        .map(|finding| Budget::of(record, finding))
        .collect()
}

impl Budget {
    fn of(record: &Record, finding: &RecordedFinding) -> Self {
        let figure = |figure: Option<f64>| Some(words::figure(&finding.budget, figure?));
        let evidence = if finding.status == Status::Ok {
            Vec::new()
        } else {
            finding
                .shapes
                .iter()
                .filter_map(|id| find(record, id))
                .map(|(text, at)| Evidence {
                    sql: sql(text),
                    places: places(at),
                })
                .collect()
        };
        let both = finding.figure.zip(finding.limit);
        Self {
            style: style_of(finding.status),
            word: word_of(finding.status),
            name: clean(&finding.budget),
            soft: finding.soft,
            bar: both.and_then(|(figure, limit)| Bar::of(figure, limit)),
            figure: figure(finding.figure),
            limit: figure(finding.limit),
            text: clean(&finding.text),
            origin: finding.origin.as_deref().map(clean),
            baseline: finding.baseline.as_deref().map(clean),
            advice: finding.advice.as_deref().map(clean),
            evidence,
            memory: finding.places.as_ref().map(Memory::of),
            changes: finding.changes.iter().map(Change::of).collect(),
        }
    }
}

impl Change {
    fn of(recorded: &RecordedChange) -> Self {
        Self {
            what: clean(&recorded.what),
            sql: sql(&recorded.sql),
            plan: steps(&recorded.plan),
        }
    }
}

impl Memory {
    fn of(recorded: &RecordedPlaces) -> Self {
        let taken = |place: &RecordedPlace| Taken {
            calls: count(place.amount.calls),
            bytes: bytes(place.amount.bytes),
            by_driver: place.by_driver,
            places: places(&place.at),
        };
        let of_others = recorded.of_others;
        Self {
            places: recorded.most.iter().map(taken).collect(),
            others: (recorded.others > 0).then(|| {
                format!(
                    "and {}: {}, {}",
                    plural(recorded.others, "more place"),
                    plural(of_others.calls, "allocation"),
                    bytes(of_others.bytes)
                )
            }),
            estimate: (recorded.one_in > 1).then(|| {
                format!(
                    "Estimated: the call stack of about one in {} allocations was taken.",
                    count(recorded.one_in)
                )
            }),
        }
    }
}
