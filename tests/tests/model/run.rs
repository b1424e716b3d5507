//! Runs the fixture as its users would, and reads what comes out.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::cases::{DATABASES, Outcome, Outcomes, Status};
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
    let (statuses, messages) = (statuses(&stdout), messages(&stdout));
    assert!(
        !statuses.is_empty(),
        "no test was run:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Run::new(&output, &statuses, messages, record::read(folder.path()))
}

/// What is built, and that nothing is fetched for it.
pub(crate) const SELECTION: [&str; 3] = ["--workspace", "--offline", "--locked"];

/// A cargo that knows nothing of the run that it is started in.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    plain_environment(&mut command);
    command
}

/// The same, with a folder for the records of its cases.
pub(crate) fn cargo_with_records(folder: &Path) -> Command {
    let mut command = cargo();
    command.env("PERF_DIR", folder).env("PERF_RUN", record::RUN);
    command
}

/// Takes away what the run that we are in says to its own tests.
pub(crate) fn plain_environment(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if ["NEXTEST", "__NEXTEST", "RUST_TEST_", "PERF_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(&*name);
        }
    }
    command
        .env("RUST_BACKTRACE", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("CLICOLOR_FORCE");
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

/// The sections `---- NAME stdout ----`.
fn messages(stdout: &str) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    let mut name = None;
    for line in stdout.lines() {
        if let Some(head) = line.strip_prefix("---- ") {
            name = head.strip_suffix(" stdout ----");
        } else if line == "failures:" || line == "successes:" {
            name = None;
        } else if let Some(name) = name {
            let message: &mut String = messages.entry(name.to_owned()).or_default();
            message.push_str(line);
            message.push('\n');
        }
    }
    messages
}
