//! What `perf.toml` says, as data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::key::{Key, Side};

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// `[limits.NAME]`.
    pub(super) limits: BTreeMap<String, Row>,
    /// `[metrics.NAME]`.
    pub(super) metrics: BTreeMap<String, Metric>,
    /// `[profile.NAME]`: the scale of times.
    pub(super) profiles: BTreeMap<String, f64>,
    /// `[build.debug]` and `[build.release]`: likewise.
    pub(super) builds: BTreeMap<String, f64>,
}

/// A named limit: limits on some keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) limits: Vec<Limit>,
}

/// What one key of a row says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limit {
    pub(super) key: Key,
    pub(super) line: usize,
    pub(super) values: Values,
}

/// A figure of the tests' own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Metric {
    pub(super) line: usize,
    pub(super) side: Side,
    pub(super) values: Values,
}

/// How good a figure is expected to be, and when it is worth a warning or a failure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Values {
    pub(super) baseline: Option<f64>,
    pub(super) warning: Option<f64>,
    pub(super) critical: Option<f64>,
}

impl Values {
    /// In the order in which none is better than the one before it.
    pub(super) fn named(self) -> [(&'static str, Option<f64>); 3] {
        [
            ("baseline", self.baseline),
            ("warning", self.warning),
            ("critical", self.critical),
        ]
    }
}
