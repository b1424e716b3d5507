//! Ctrl-C while a load runs: it ends, and what there is of it is judged, reported and recorded.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::{binaries, record};

const TARGETS: [&str; 2] = ["fixture", "fixture_own_harness"];

/// What `kill` calls it, and its number on every Unix.
const CTRL_C: (&str, i32) = ("-INT", 2);

/// Far longer than anything here takes on a busy machine, and shorter than the loads.
const PATIENCE: Duration = Duration::from_secs(50);

/// A load of the fixture that is under way.
struct Running {
    child: Child,
    folder: tempfile::TempDir,
    /// The file of its database.
    database: PathBuf,
}

fn begin(target: &str, cases: &[&str]) -> Running {
    let folder = tempfile::tempdir().expect("there is room");
    let told = folder.path().join("told");
    let mut command = binaries::command(target);
    command
        .args(["--exact", "--ignored", "--test-threads", "1"])
        .args(cases)
        .env("PERF_DIR", folder.path())
        .env("PERF_RUN", record::RUN)
        .env("FIXTURE_TOLD", &told)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it can be run");
    let begun = Instant::now();
    while !told.exists() {
        let ended = child.try_wait().expect("it is our child");
        assert_eq!(ended, None, "it ended before anybody asked");
        assert!(begun.elapsed() < PATIENCE, "the load does not begin");
        thread::sleep(Duration::from_millis(10));
    }
    let database = fs::read_to_string(&told).expect("it was written in one piece");
    Running {
        child,
        folder,
        database: PathBuf::from(database),
    }
}

fn ctrl_c(child: &Child) {
    let pid = child.id().to_string();
    let status = Command::new("kill").args([CTRL_C.0, &pid]).status();
    assert!(status.is_ok(), "`kill` is there: {status:?}");
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_load_that_is_interrupted_is_judged_reported_and_recorded() {
    for target in TARGETS {
        let Running {
            child,
            folder,
            database,
        } = begin(target, &["interrupted::goes_on"]);
        assert!(database.exists(), "{}", database.display());
        ctrl_c(&child);
        let output = child.wait_with_output().expect("it ends");
        let text = text(&output);
        assert_eq!(output.status.code(), Some(101), "{text}");
        for part in [
            "the load was interrupted after",
            "[ ok ] max_queries",
            "iterations by 2 users",
        ] {
            assert!(text.contains(part), "{target}: no {part:?} in\n{text}");
        }
        let record = recorded(folder.path(), "interrupted::goes_on");
        assert_eq!(record["verdict"], "failed");
        assert_eq!(record["load"]["early"]["cause"], "interrupted");
        // At least until the one that told of it.
        assert!(record["load"]["counts"]["ok"].as_u64() >= Some(9), "{text}");
        assert_eq!(record["load"]["counts"]["interrupted"], 0);
        assert!(!database.exists(), "{} was left", database.display());
    }
}

#[test]
fn what_would_come_after_is_not_run() {
    for target in TARGETS {
        // In the order of their names.
        let cases = ["interrupted::goes_on", "interrupted::would_come_after"];
        let Running { child, folder, .. } = begin(target, &cases);
        ctrl_c(&child);
        let output = child.wait_with_output().expect("it ends");
        let text = text(&output);
        assert_eq!(output.status.code(), Some(101), "{text}");
        let record = recorded(folder.path(), cases[1]);
        assert_eq!(
            (&record["verdict"], &record["load"]),
            (&"failed".into(), &serde_json::Value::Null),
            "{text}"
        );
        let what = record["failure"]["what"].as_str().unwrap_or_default();
        assert!(what.contains("interrupted before"), "{text}");
    }
}

#[test]
fn iterations_that_do_not_end_are_cut_short_and_a_second_time_ends_the_process() {
    for target in TARGETS {
        let Running { child, folder, .. } = begin(target, &["interrupted::never_ends"]);
        ctrl_c(&child);
        let output = child.wait_with_output().expect("it ends");
        let text = text(&output);
        assert_eq!(output.status.code(), Some(101), "{text}");
        assert!(
            text.contains("2 iterations under way did not end and are not counted"),
            "{text}"
        );
        let record = recorded(folder.path(), "interrupted::never_ends");
        assert_eq!(record["load"]["early"]["cut_short"], 2);

        let Running { mut child, .. } = begin(target, &["interrupted::never_ends"]);
        // Two that come before the process was told of the first are one: so as often as it takes.
        let status = loop {
            ctrl_c(&child);
            match child.try_wait().expect("it is our child") {
                Some(status) => break status,
                None => thread::sleep(Duration::from_millis(20)),
            }
        };
        assert_eq!(status.signal(), Some(CTRL_C.1), "{status:?}");
    }
}

fn recorded(folder: &Path, case: &str) -> serde_json::Value {
    let mut records = record::read(folder);
    records.remove(case).expect("the case left a record")
}
