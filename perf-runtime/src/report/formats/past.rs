//! What the runs before say of the cases of a run: plain data, which somebody with a history hands over.

use crate::store::record::Record;

/// Who knows what was before, and is asked for those cases alone that are told in full: of each of these records the courses of its
/// main figures.
pub(crate) type Past<'a> = dyn FnMut(&[&Record]) -> Vec<Vec<Course>> + 'a;

/// Nobody does.
pub(crate) fn unknown(records: &[&Record]) -> Vec<Vec<Course>> {
    vec![Vec::new(); records.len()]
}

/// A figure of a case from run to run, the latest run last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Course {
    /// As the history calls it.
    pub(crate) metric: String,
    pub(crate) points: Vec<Moment>,
    /// In the order of time.
    pub(crate) changes: Vec<Turn>,
}

/// The figure of one run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moment {
    pub(crate) value: f64,
    /// The value with its unit.
    pub(crate) text: String,
    pub(crate) began_unix_ms: u64,
    pub(crate) commit: String,
}

/// Where a figure changed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The first point of the new level.
    pub(crate) at: usize,
    /// `worse`, `better`, or `changed` of a figure that only its author understands.
    pub(crate) word: &'static str,
    /// `+50 %`.
    pub(crate) growth: String,
    /// Its mean before and after, with units.
    pub(crate) from: String,
    pub(crate) to: String,
}

/// The name of a metric without the size or the number of users that it is of.
pub(crate) fn kind(metric: &str) -> &str {
    metric.split('@').next().unwrap_or(metric)
}
