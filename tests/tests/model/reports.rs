//! Reports that our own harness makes at its end.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::binaries;

const TARGET: &str = "fixture_own_harness";

/// Runs a case that passes and one that fails.
fn run(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = binaries::command(TARGET);
    command
        .args(["--exact", "bodies::passes", "bodies::fails"])
        .args(words)
        .env("PERF_DIR", folder)
        .env("PERF_RUN", "monday")
        .envs(variables.iter().copied());
    command.output().expect("it can be run")
}

fn named(output: &Output) -> Vec<String> {
    let out = String::from_utf8_lossy(&output.stdout);
    let named = out.lines().filter_map(|line| line.strip_prefix("report: "));
    named.map(ToOwned::to_owned).collect()
}

#[test]
fn they_are_made_and_named() {
    for (words, variables) in [
        (&["--report", "junit,markdown"][..], &[][..]),
        (&[], &[("PERF_REPORT", "junit,markdown")]),
        // The command line goes first.
        (&["--report=junit,markdown"], &[("PERF_REPORT", "json")]),
    ] {
        let folder = tempfile::tempdir().expect("there is room");
        let output = run(folder.path(), words, variables);
        assert_eq!(output.status.code(), Some(101), "{output:?}");
        let reports = folder.path().join("report");
        let expected =
            ["junit.xml", "summary.md"].map(|name| reports.join(name).display().to_string());
        assert_eq!(named(&output), expected);
        let junit = fs::read_to_string(&expected[0]).expect("it was written");
        assert!(
            junit.contains("tests=\"2\" skipped=\"0\" failures=\"1\" errors=\"0\""),
            "{junit}"
        );
        let suite = format!("<testsuite name=\"perf-tests::{TARGET}\"");
        assert!(junit.contains(&suite), "{junit}");
    }
}

#[test]
fn none_is_made_where_none_is_asked_for_or_nextest_runs_each_case() {
    for (words, variables) in [
        (&[][..], &[][..]),
        (&["--report", "junit"], &[("NEXTEST", "1")]),
        (&["--report", "junit", "--list"], &[]),
    ] {
        let folder = tempfile::tempdir().expect("there is room");
        let output = run(folder.path(), words, variables);
        assert_eq!(named(&output), [""; 0], "{output:?}");
        assert!(!folder.path().join("report").exists());
    }
}

#[test]
fn one_that_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().expect("there is room");
    let refused = |words: &[&str], said: &str| {
        let output = run(folder.path(), words, &[]);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(101), "{err}");
        assert!(err.contains(said), "{err}");
    };
    refused(
        &["--report", "junit,pdf"],
        "error: there is no report \"pdf\": there are html, json, ",
    );
    // Nothing was run before that was said.
    assert!(!folder.path().join("runs").exists());
    fs::write(folder.path().join("report"), "in the way").expect("a file can be written");
    refused(&["--report", "junit"], "junit.xml could not be written: ");
    let report = fs::read_to_string(folder.path().join("report"));
    assert_eq!(report.expect("it is there"), "in the way");
}

#[test]
fn no_case_makes_no_report() {
    let folder = tempfile::tempdir().expect("there is room");
    let mut command = binaries::command(TARGET);
    command
        .args(["nothing::of::this::name", "--report", "junit"])
        .env("PERF_DIR", folder.path());
    let output = command.output().expect("it can be run");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(err.contains("no report: no case left a record"), "{err}");
}
