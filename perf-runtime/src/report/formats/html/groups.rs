//! What became of the cases of each category and each severity.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::mark::Mark;
use super::row::Row;
use crate::store::record::Record;

/// What became of the cases of a category or a severity.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: String,
    /// All, passed, failed, inconclusive, skipped.
    pub(super) counts: [u64; 5],
}

/// By category, and by severity, as far as the cases say such a thing.
pub(super) fn groups(rows: &[(&Record, Row)]) -> Vec<Group> {
    let of = |name: String, is_in: &dyn Fn(&Row) -> bool| {
        let count = |is: fn(Mark) -> bool| {
            let of_it = rows.iter().filter(|(_, row)| is_in(row) && is(row.mark));
            of_it.count() as u64
        };
        Group {
            name,
            counts: [
                count(|_| true),
                count(Mark::is_passed),
                count(|mark| mark == Mark::Failed),
                count(|mark| mark == Mark::Inconclusive),
                count(|mark| mark == Mark::Skipped),
            ],
        }
    };
    // Those of none are told last.
    let categories: BTreeSet<_> = rows
        .iter()
        .map(|(_, row)| (row.category.is_empty(), &*row.category))
        .collect();
    let severities: BTreeMap<_, _> = rows
        .iter()
        .map(|(_, row)| (Reverse(row.weight), row.severity))
        .collect();
    let mut groups = Vec::new();
    if categories.len() > 1 {
        for (is_none, category) in categories {
            let name = if is_none { "other" } else { category };
            groups.push(of(name.to_owned(), &|row| row.category == category));
        }
    }
    if severities.len() > 1 {
        for (_, severity) in severities {
            let name = format!("severity {severity}");
            groups.push(of(name, &|row| row.severity == severity));
        }
    }
    groups
}
