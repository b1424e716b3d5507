//! Runs the fixture as its users would, and reads what comes out.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use perf_tests::cargo::{SELECTION, cargo};
use perf_tests::messages::{self, DATABASES};

use crate::cases::{Outcome, Outcomes, Status};
use crate::record;

/// What came out of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) exit: Option<i32>,
    pub(crate) cases: Outcomes,
    /// The message of each case that left one.
    pub(crate) messages: BTreeMap<String, String>,
    pub(crate) records: BTreeMap<String, Value>,
}

impl Run {
    pub(crate) fn new(
        output: &Output,
        statuses: &BTreeMap<String, Status>,
        messages: BTreeMap<String, String>,
        records: BTreeMap<String, Value>,
    ) -> Self {
        let recorded = |name: &String| records.get(name).map(record::recorded);
        let cases = statuses
            .iter()
            .map(|(name, status)| {
                (
                    name.clone(),
                    Outcome {
                        status: *status,
                        recorded: recorded(name),
                    },
                )
            })
            .collect();
        Self {
            exit: output.status.code(),
            cases,
            messages,
            records,
        }
    }

    /// The databases whose cases could run: all of them, or none.
    pub(crate) fn databases(&self) -> Vec<&'static str> {
        let ran = |database: &&str| {
            let could_run = |(name, record): (&String, &Value)| {
                name.starts_with(&format!("{database}::")) && record["verdict"] != "skipped"
            };
            self.records.iter().any(could_run)
        };
        DATABASES.into_iter().filter(ran).collect()
    }
}

/// `cargo test` of one test target, with the features that `cargo test --workspace` builds it with.
pub(crate) fn cargo_test(target: &str) -> Run {
    let folder = tempfile::tempdir().expect("there is room for records");
    let mut command = cargo_with_records(folder.path());
    command
        .args(["test", "--test", target])
        .args(SELECTION)
        .args(["--", "--show-output"]);
    let output = command.output().expect("cargo can be run");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let (statuses, messages) = (statuses(&stdout), messages::sections(&stdout));
    assert!(
        !statuses.is_empty(),
        "no test was run:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Run::new(&output, &statuses, messages, record::read(folder.path()))
}

/// The same, with a folder for the records of its cases.
pub(crate) fn cargo_with_records(folder: &Path) -> Command {
    let mut command = cargo();
    command.env("PERF_DIR", folder).env("PERF_RUN", record::RUN);
    command
}

/// The lines `test NAME ... STATUS`, of libtest and of our own harness.
pub(crate) fn statuses(stdout: &str) -> BTreeMap<String, Status> {
    let status = |line: &str| {
        let (name, status) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let status = match status.split(',').next()? {
            "ok" => Status::Ok,
            "FAILED" => Status::Failed,
            "ignored" => Status::Ignored,
            _ => return None,
        };
        Some((name.trim_end_matches(" - should panic").to_owned(), status))
    };
    stdout.lines().filter_map(status).collect()
}
