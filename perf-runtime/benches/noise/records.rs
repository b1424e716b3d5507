//! The records of one run, and how often each verdict is among them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// What the runs are called under which records are filed.
pub(crate) const RUN: &str = "noise";

/// How often it came to each verdict.
#[derive(Default)]
pub(crate) struct Verdicts(BTreeMap<String, u32>);

impl Verdicts {
    pub(crate) fn add(&mut self, verdict: &str) {
        *self.0.entry(verdict.to_owned()).or_default() += 1;
    }

    /// `| passed | failed | inconclusive |`, as cells of a table.
    pub(crate) fn cells(&self) -> String {
        let of = |verdict: &str| self.0.get(verdict).copied().unwrap_or_default();
        let (passed, failed) = (of("passed"), of("failed"));
        format!("{passed} | {failed} | {} |", of("inconclusive"))
    }
}

/// The records below `PERF_DIR`, which are not there any more afterwards.
pub(crate) fn taken_from(perf_dir: &Path) -> Vec<Value> {
    let folder = perf_dir.join("runs").join(RUN);
    let entries = fs::read_dir(&folder);
    let paths = entries.into_iter().flatten().flatten().map(|it| it.path());
    let records = paths
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| serde_json::from_slice(&fs::read(path).expect("a record")).expect("JSON"))
        .collect();
    let _ = fs::remove_dir_all(folder);
    records
}

pub(crate) fn word(record: &Value, key: &str) -> String {
    record[key].as_str().unwrap_or_default().to_owned()
}
