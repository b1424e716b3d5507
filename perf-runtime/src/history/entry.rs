//! A run as it is kept: what it was of, and what came out of its cases.

use std::collections::BTreeMap;

use super::metrics::{self, Metric};
use crate::store::record::{Record, VerdictWord};
use crate::store::{Commit, Run};

/// All of a run that is of one commit, machine and build: as a rule the whole of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// When the first of its cases began.
    pub(crate) began_unix_ms: u64,
    pub(crate) commit: Option<Commit>,
    pub(crate) machine: String,
    pub(crate) build: String,
    pub(crate) results: Vec<CaseResult>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CaseResult {
    pub(crate) case: CaseName,
    pub(crate) verdict: &'static str,
    pub(crate) metrics: Vec<Metric>,
}

/// What tells a case from all others of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CaseName {
    pub(crate) package: String,
    pub(crate) target: String,
    pub(crate) name: String,
}

impl Entry {
    /// What there is to keep of a run.
    pub(crate) fn all(run: &Run) -> Vec<Self> {
        let mut entries = BTreeMap::new();
        // The figures of a part of a load are not those of the load.
        let is_whole = |record: &&Record| record.shard.is_none();
        for record in run.records.iter().filter(is_whole) {
            let machine = record.machine.kind();
            entries
                .entry((record.commit.clone(), machine, record.build.clone()))
                .or_insert_with(Vec::new)
                .push(record);
        }
        entries
            .into_iter()
            .map(|((commit, machine, build), records)| Self {
                name: run.name.clone(),
                began_unix_ms: records
                    .iter()
                    .map(|record| record.began_unix_ms)
                    .min()
                    .unwrap_or_default(),
                commit,
                machine,
                build,
                results: records.into_iter().map(CaseResult::of).collect(),
            })
            .collect()
    }
}

impl CaseResult {
    fn of(record: &Record) -> Self {
        Self {
            case: CaseName::of(record),
            verdict: match record.verdict {
                VerdictWord::Passed => "passed",
                VerdictWord::Failed => "failed",
                VerdictWord::Inconclusive => "inconclusive",
                VerdictWord::Partial => "partial",
                VerdictWord::Skipped => "skipped",
            },
            metrics: metrics::of(record),
        }
    }
}

impl CaseName {
    pub(crate) fn of(record: &Record) -> Self {
        Self {
            package: record.package.clone(),
            target: record.target.clone(),
            name: record.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::examples::{commit, record};

    #[test]
    fn a_run_is_kept_by_commit_and_build() {
        let mut records = vec![record("a"), record("b"), record("c")];
        records[0].commit = Some(commit("aa"));
        records[1].commit = Some(commit("aa"));
        records[1].began_unix_ms -= 7;
        records[2].build = "release".to_owned();
        let run = Run {
            name: "monday".to_owned(),
            records,
            unfinished: Vec::new(),
            problems: Vec::new(),
        };
        let seen: Vec<_> = Entry::all(&run)
            .into_iter()
            .map(|entry| {
                let cases: Vec<_> = entry
                    .results
                    .iter()
                    .map(|result| result.case.name.clone())
                    .collect();
                (
                    entry.build,
                    entry.commit,
                    run.records[0].began_unix_ms - entry.began_unix_ms,
                    cases.concat(),
                )
            })
            .collect();
        let expected = [
            ("release".to_owned(), None, 0, "c".to_owned()),
            ("debug".to_owned(), Some(commit("aa")), 7, "ab".to_owned()),
        ];
        assert_eq!(seen, expected);
    }
}
