//! The same under cargo-nextest, where it is installed.

use std::collections::BTreeMap;
use std::env;

use serde_json::Value;

use crate::cases::Status;
use crate::record;
use perf_tests::cargo::SELECTION;

use crate::run::{self, Run};

/// `cargo nextest run` of one test target; `None` where there is no nextest and nobody requires it.
pub(crate) fn run(target: &str, more: &[&str]) -> Option<Run> {
    let folder = tempfile::tempdir().expect("there is room for records");
    let mut command = run::cargo_with_records(folder.path());
    command
        .args([
            "nextest",
            "run",
            "--test",
            target,
            "--no-fail-fast",
            "--retries",
            "0",
        ])
        .args(SELECTION)
        .args(more);
    command
        .args(["--message-format", "libtest-json"])
        .env("NEXTEST_EXPERIMENTAL_LIBTEST_JSON", "1");
    let output = command.output().expect("cargo can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("no such command") {
        let required = env::var("PERF_REQUIRE").unwrap_or_default();
        assert!(
            !required.contains("nextest"),
            "PERF_REQUIRE asks for cargo-nextest, and it is not installed"
        );
        return None;
    }
    let mut statuses = BTreeMap::new();
    let mut messages = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let event: Value = serde_json::from_str(line).expect("a line is an event");
        let Some((_, name)) = event["name"].as_str().and_then(|name| name.split_once('$')) else {
            continue;
        };
        let status = match event["event"].as_str() {
            Some("ok") => Status::Ok,
            Some("failed") => Status::Failed,
            Some("ignored") => Status::Ignored,
            _ => continue,
        };
        statuses.insert(name.to_owned(), status);
        if let Some(message) = event["stdout"].as_str() {
            messages.insert(name.to_owned(), message.to_owned());
        }
    }
    assert!(!statuses.is_empty(), "no test was run:\n{stderr}");
    Some(Run::new(
        &output,
        &statuses,
        messages,
        record::read(folder.path()),
    ))
}
