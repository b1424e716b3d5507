//! What the runs before say of the cases of a run: plain data, which somebody with a history hands over.

/// Of each case what is known of the runs before; nothing without a history.
#[derive(Debug, Default)]
pub(crate) struct Past(Vec<Vec<Course>>);

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

impl Past {
    /// In the order of the records.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn new(of_records: Vec<Vec<Course>>) -> Self {
        Self(of_records)
    }

    /// Of the record at this place.
    pub(crate) fn of(&self, record: usize) -> &[Course] {
        self.0.get(record).map_or(&[], Vec::as_slice)
    }
}
