//! Two entries in, what differs out.

use std::fmt;

use super::entry::{Allocations, Entry, Plan, Statement};
use crate::report::format::{bytes, count, plural};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) what: What,
    /// The shape that it is about.
    pub(crate) shape: Option<String>,
    pub(crate) sql: String,
    /// The size of the data, where the body is run at several.
    pub(crate) size: Option<u64>,
}

/// What was, and what is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// How often, and the rows of all together. Nothing at all is a shape that was not seen.
    Queries { before: Figures, now: Figures },
    /// The lines of its plan.
    Plan {
        before: Vec<String>,
        now: Vec<String>,
    },
    /// Calls by which memory was got, and bytes.
    Allocations { before: [u64; 2], now: [u64; 2] },
}

/// Queries of one shape, as far as they are the same each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) count: Option<u64>,
    pub(crate) rows: Option<u64>,
}

impl Figures {
    const NONE: Self = Self {
        count: Some(0),
        rows: Some(0),
    };

    fn of(statement: Option<&Statement>) -> Self {
        statement.map_or(Self::NONE, |statement| Self {
            count: statement.count,
            rows: statement.rows,
        })
    }
}

/// What is different `now`: first what is more or other, in the order of what is now, then what is gone. A figure that either of the
/// two leaves out is not compared, nor are plans of another version of a database and allocations of another build.
pub(crate) fn changes(before: &Entry, now: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    for query in &now.queries {
        changes.extend(queries(query, before.query(query), Some(query)));
    }
    for query in &before.queries {
        if now.query(query).is_none() {
            changes.extend(queries(query, Some(query), None));
        }
    }
    let plans = now.plans.iter();
    changes.extend(plans.filter_map(|plan| of_plan(before, plan, now)));
    let allocations = now.allocations.iter();
    changes.extend(allocations.filter_map(|taken| of_allocations(before, taken)));
    changes
}

fn of_plan(before: &Entry, plan: &Plan, now: &Entry) -> Option<Change> {
    let is_it = |kept: &&Plan| kept.shape == plan.shape && kept.on == plan.on;
    let kept = before.plans.iter().find(is_it)?;
    (kept.lines != plan.lines).then(|| Change {
        what: What::Plan {
            before: kept.lines.clone(),
            now: plan.lines.clone(),
        },
        shape: Some(plan.shape.clone()),
        sql: sql(now, &plan.shape),
        size: None,
    })
}

fn of_allocations(before: &Entry, taken: &Allocations) -> Option<Change> {
    let is_it = |kept: &&Allocations| kept.size == taken.size && kept.on == taken.on;
    let kept = before.allocations.iter().find(is_it)?;
    let figures = |of: &Allocations| [of.calls, of.bytes];
    (kept != taken).then(|| Change {
        what: What::Allocations {
            before: figures(kept),
            now: figures(taken),
        },
        shape: None,
        sql: String::new(),
        size: taken.size,
    })
}

fn queries(of: &Statement, before: Option<&Statement>, now: Option<&Statement>) -> Option<Change> {
    let (before, now) = (Figures::of(before), Figures::of(now));
    let differ = |a: Option<u64>, b: Option<u64>| a.zip(b).is_some_and(|(a, b)| a != b);
    let differs = differ(before.count, now.count) || differ(before.rows, now.rows);
    differs.then(|| Change {
        what: What::Queries { before, now },
        shape: Some(of.shape.clone()),
        sql: of.sql.clone(),
        size: of.size,
    })
}

fn sql(entry: &Entry, shape: &str) -> String {
    let of_shape = entry.queries.iter().find(|query| query.shape == shape);
    of_shape.map(|query| query.sql.clone()).unwrap_or_default()
}

/// Whether all of it is only less than it was. Nothing at all, where there was something, is more than that.
pub(crate) fn is_less(changes: &[Change], now: &Entry) -> bool {
    let gone = |change: &Change| matches!(&change.what, What::Queries { now, .. } if *now == Figures::NONE);
    let all_gone = now.queries.is_empty() && changes.iter().any(gone);
    !all_gone && changes.iter().all(Change::is_less)
}

impl Change {
    fn is_less(&self) -> bool {
        let no_more = |before: Option<u64>, now: Option<u64>| {
            before.zip(now).is_none_or(|(before, now)| now <= before)
        };
        match &self.what {
            What::Queries { before, now } => {
                no_more(before.count, now.count) && no_more(before.rows, now.rows)
            }
            What::Plan { .. } => false,
            What::Allocations { before, now } => {
                now.iter().zip(before).all(|(now, before)| now <= before)
            }
        }
    }

    /// The lines of the plan that are gone and those that are new, where it is about a plan.
    pub(crate) fn plan_lines(&self) -> Vec<String> {
        let What::Plan { before, now } = &self.what else {
            return Vec::new();
        };
        let gone = before.iter().map(|line| format!("- {line}"));
        gone.chain(now.iter().map(|line| format!("+ {line}")))
            .collect()
    }
}

/// `+ 1x, 20 rows`, `- 1x, 20 rows`, `3x -> 5x, 60 -> 100 rows`, without the statement.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Queries { before, now } if *before == Figures::NONE => {
                write!(f, "+ {}", both(*now))
            }
            What::Queries { before, now } if *now == Figures::NONE => {
                write!(f, "- {}", both(*before))
            }
            What::Queries { before, now } => {
                let times = |count| format!("{}x", in_words(count));
                let counts = arrow(&times(before.count), &times(now.count));
                write!(f, "{counts}, ")?;
                if before.rows == now.rows {
                    f.write_str(&rows(now.rows))
                } else {
                    write!(f, "{} -> {}", in_words(before.rows), rows(now.rows))
                }
            }
            What::Plan { .. } => f.write_str("another plan"),
            What::Allocations { before, now } => {
                let calls = arrow(&count(before[0]), &count(now[0]));
                let size = arrow(&bytes(before[1]), &bytes(now[1]));
                write!(f, "{calls} allocations, {size}")
            }
        }?;
        match self.size {
            Some(size) => write!(f, " at size {}", count(size)),
            None => Ok(()),
        }
    }
}

fn both(figures: Figures) -> String {
    format!("{}x, {}", in_words(figures.count), rows(figures.rows))
}

fn rows(figure: Option<u64>) -> String {
    figure.map_or_else(|| "? rows".to_owned(), |rows| plural(rows, "row"))
}

/// `?` is not the same each time.
fn in_words(figure: Option<u64>) -> String {
    figure.map_or_else(|| "?".to_owned(), count)
}

fn arrow(before: &str, now: &str) -> String {
    if before == now {
        now.to_owned()
    } else {
        format!("{before} -> {now}")
    }
}

#[cfg(test)]
mod tests;
