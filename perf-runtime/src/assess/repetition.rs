//! Repeated shapes: `max_repeats`, and N+1 as far as repetition alone can tell.

use std::cmp::Reverse;
use std::fmt::Write as _;

use crate::measurement::{Run, ShapeUse};
use crate::options::{NPlusOne, Options};
use crate::probe::class::Class;
use crate::report::format::{count, plural};
use crate::verdict::{Finding, Status};

/// Reads of one shape in one run from which on a loop is suspected; fewer are often meant.
pub(super) const SUSPICIOUS: u64 = 5;

/// Suspects that are shown.
pub(super) const SHOWN: usize = 3;

/// What is known of the values that a repeated statement was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// They stand in the text, and are the same each time.
    Same,
    /// They stand in the text, and differ.
    Different,
    /// They are bound, and binds are not recorded.
    Unknown,
}

pub(super) fn values(shape: &ShapeUse) -> Values {
    // Texts with placeholders may differ in a comment, such as the id of a trace.
    if shape.has_placeholders {
        Values::Unknown
    } else if shape.texts.len() > 1 {
        Values::Different
    } else {
        Values::Same
    }
}

/// The findings on repetition, each for the run in which it is worst.
pub(super) fn findings(options: &Options, runs: &[Run]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(limit) = options.max_repeats {
        findings.push(max_repeats(limit, runs));
    }
    findings.extend(n_plus_one(
        options.n_plus_one.unwrap_or(NPlusOne::Warn),
        runs,
    ));
    findings
}

fn max_repeats(limit: u64, runs: &[Run]) -> Finding {
    let worst = most_repeated(runs);
    let times = worst.map_or(0, |shape| shape.sum.count);
    if times <= limit {
        let text = format!("x{} at most, budget {limit}", count(times));
        return Finding::new("max_repeats", Status::Ok, text).figures(times as f64, limit as f64);
    }
    let mut text = format!(
        "x{} of one shape, budget {limit} (+{})",
        count(times),
        count(times - limit)
    );
    let finding = |text: String| {
        Finding::new("max_repeats", Status::Fail, text)
            .figures(times as f64, limit as f64)
            .about(worst.map(|shape| shape.shape.id))
    };
    match worst.map(values) {
        Some(Values::Same) => {
            text.push_str(": the same query again");
            finding(text).advice("keep the first answer: text and values are the same each time")
        }
        Some(Values::Different) => {
            let _ = write!(
                text,
                ": with {} different texts",
                count(worst.map_or(0, |shape| shape.texts.len() as u64))
            );
            finding(text)
        }
        _ => {
            text.push_str(": the same query again");
            finding(text)
                .advice("binds are not recorded: whether the values differ each time is not known")
        }
    }
}

/// None where it is not looked for.
fn n_plus_one(severity: NPlusOne, runs: &[Run]) -> Option<Finding> {
    let status = match severity {
        NPlusOne::Deny => Status::Fail,
        NPlusOne::Warn => Status::Warn,
        NPlusOne::Allow => return None,
    };
    let suspects = suspects(runs);
    let Some(worst) = suspects.first() else {
        return (severity == NPlusOne::Deny).then(|| {
            Finding::new(
                "n_plus_one",
                Status::Ok,
                format!("no read is repeated {SUSPICIOUS} times or more"),
            )
        });
    };
    let certainty = match values(worst) {
        Values::Different => "with a different value each time",
        _ => "if each has another value",
    };
    let mut text = format!(
        "suspected: {} of one shape, {certainty}",
        plural(worst.sum.count, "read")
    );
    if suspects.len() > 1 {
        let _ = write!(
            text,
            "; and {} more",
            plural(suspects.len() as u64 - 1, "shape")
        );
    }
    let finding = Finding::new("n_plus_one", status, text)
        .figures(worst.sum.count as f64, (SUSPICIOUS - 1) as f64)
        .advice(one_statement(&worst.shape.text));
    Some(suspects.iter().take(SHOWN).fold(finding, |finding, shape| {
        finding.about(Some(shape.shape.id))
    }))
}

/// Repeated reads of the run that has the most of one, the most frequent first. Writes are never N+1,
/// and a query whose text and values are the same each time is another mistake.
fn suspects(runs: &[Run]) -> Vec<&ShapeUse> {
    let is_suspect = |shape: &&ShapeUse| {
        shape.class == Class::Read && shape.sum.count >= SUSPICIOUS && values(shape) != Values::Same
    };
    let mut worst: Vec<&ShapeUse> = Vec::new();
    for run in runs {
        let mut suspects: Vec<_> = run.queries.shapes.iter().filter(is_suspect).collect();
        suspects.sort_by_key(|shape| Reverse(shape.sum.count));
        let most = |suspects: &[&ShapeUse]| suspects.first().map_or(0, |shape| shape.sum.count);
        if most(&suspects) > most(&worst) {
            worst = suspects;
        }
    }
    worst
}

/// The shape that is repeated most in any run.
fn most_repeated(runs: &[Run]) -> Option<&ShapeUse> {
    let shapes = runs.iter().flat_map(|run| &run.queries.shapes);
    // The first of several, so that the message is the same every time.
    shapes.reduce(|most, shape| {
        if shape.sum.count > most.sum.count {
            shape
        } else {
            most
        }
    })
}

/// How to ask for all rows at once, with the column where the text tells it.
pub(super) fn one_statement(sql: &str) -> String {
    let column = sql
        .split_once(" WHERE ")
        .and_then(|(_, condition)| condition.split_once(" = ?"))
        .map(|(column, _)| column)
        .filter(|column| !column.contains(' '))
        .unwrap_or("..");
    format!("fetch them in one statement: `WHERE {column} IN (..)` or a JOIN")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_the_column() {
        assert_eq!(
            one_statement("SELECT name FROM repositories WHERE technology_id = ?"),
            "fetch them in one statement: `WHERE technology_id IN (..)` or a JOIN"
        );
        assert_eq!(
            one_statement("SELECT 1"),
            "fetch them in one statement: `WHERE .. IN (..)` or a JOIN"
        );
        assert_eq!(
            one_statement("SELECT a FROM b WHERE NOT c = ?"),
            "fetch them in one statement: `WHERE .. IN (..)` or a JOIN"
        );
    }
}
