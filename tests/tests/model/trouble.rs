//! Trouble outside of the cases: the verdict stands, and what went wrong is told.

use std::fs;
use std::process::{Command, Output};

use crate::binaries;

fn both(bytes: &Output) -> String {
    String::from_utf8_lossy(&bytes.stdout).into_owned() + &String::from_utf8_lossy(&bytes.stderr)
}

#[test]
fn a_file_in_the_way_of_the_records_is_told_and_changes_no_verdict() {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("a file can be written");
    for (target, case, exit) in [
        ("fixture", "bodies::passes", 0),
        ("fixture", "bodies::fails", 101),
        ("fixture_own_harness", "bodies::passes", 0),
        ("fixture_own_harness", "bodies::fails", 101),
    ] {
        let mut command = binaries::command(target);
        command
            .args(["--exact", case, "--nocapture"])
            .env("PERF_DIR", file.join("perf"));
        let output = command.output().expect("it can be run");
        let text = both(&output);
        assert_eq!(output.status.code(), Some(exit), "{text}");
        assert!(
            text.contains("the record could not be written") && text.contains("file/perf"),
            "{text}"
        );
    }
}

/// A limit of zero bytes for every file does what a full disk does, and needs no rights.
#[test]
#[cfg(unix)]
fn a_full_disk_is_told_and_leaves_no_half_a_record() {
    for (case, exit) in [("bodies::passes", 0), ("bodies::fails", 101)] {
        let folder = tempfile::tempdir().expect("there is room");
        let binary = binaries::command("fixture");
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
            .arg(binary.get_program());
        command
            .args(["--exact", case, "--nocapture"])
            .env("PERF_DIR", folder.path())
            .env("PERF_RUN", "full");
        let output = command.output().expect("a shell can be run");
        let text = both(&output);
        assert_eq!(output.status.code(), Some(exit), "{text}");
        assert!(text.contains("the record could not be written"), "{text}");
        let left = fs::read_dir(folder.path().join("runs/full")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{text}");
    }
}

#[test]
fn a_server_that_is_not_there_fails_the_case_and_keeps_its_password() {
    let mut command = binaries::command("fixture");
    command
        .args(["--exact", "postgres::queries::too_few"])
        .env("DATABASE_URL", "postgres://me:s3cret@127.0.0.1:9/shop");
    let output = command.output().expect("it can be run");
    let text = both(&output);
    assert_eq!(output.status.code(), Some(101), "{text}");
    assert!(
        text.contains("127.0.0.1:9") && !text.contains("s3cret"),
        "{text}"
    );
}

#[test]
fn what_is_required_must_not_be_skipped() {
    for target in ["fixture", "fixture_own_harness"] {
        let mut command = binaries::command(target);
        command
            .args(["--exact", "bodies::its_fixture_is_absent"])
            .env("PERF_REQUIRE", "printer");
        let output = command.output().expect("it can be run");
        assert_eq!(output.status.code(), Some(101), "{}", both(&output));
    }
}

/// 20 ms are never within 1 ms. That the machine was too busy to say so is a failure where it is asked to be.
#[test]
fn a_time_that_is_over_fails() {
    for target in ["fixture", "fixture_own_harness"] {
        let mut command = binaries::command(target);
        command
            .args(["--exact", "bodies::sleeps_too_long", "--ignored"])
            .env("PERF_INCONCLUSIVE", "fail");
        let output = command.output().expect("it can be run");
        let text = both(&output);
        assert_eq!(output.status.code(), Some(101), "{text}");
        let finding = text
            .lines()
            .find(|line| line.contains("] max_ms"))
            .unwrap_or_default();
        assert!(
            !finding.contains("[ ok ]") && finding.contains("of 1 ms")
                || finding.contains("runs over"),
            "{text}"
        );
    }
}
