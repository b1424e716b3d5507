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
        // Nothing but the mark of a case that has begun, which stands for the record that is missing.
        let left = fs::read_dir(folder.path().join("runs/full"))
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("an entry can be read").path())
            .filter(|path| path.extension().is_none_or(|end| end != "begun"));
        assert_eq!(left.count(), 0, "{text}");
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

/// What a case prints on both streams, and its exit code.
fn shown(target: &str, case: &str, change: impl FnOnce(&mut Command)) -> (Option<i32>, String) {
    let mut command = binaries::command(target);
    command.args(["--exact", case, "--include-ignored", "--nocapture"]);
    change(&mut command);
    let output = command.output().expect("it can be run");
    (output.status.code(), both(&output))
}

const TARGETS: [&str; 2] = ["fixture", "fixture_own_harness"];

#[test]
fn a_body_that_cannot_run_twice_is_told_what_to_write() {
    for target in TARGETS {
        let (exit, text) = shown(target, "limits::cannot_run_twice", |_| {});
        assert_eq!(exit, Some(0), "{text}");
        for part in [
            "inconclusive",
            "the body could not be run again: the body panicked",
            "`verdict = \"once\"`",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

#[test]
fn a_warning_fails_where_it_is_told_to() {
    for target in TARGETS {
        for case in [
            "sqlite::queries::more_than_is_well",
            "limits::a_figure_is_worth_a_warning",
        ] {
            let (exit, text) = shown(target, case, |_| {});
            assert_eq!(exit, Some(0), "{text}");
            let (exit, text) = shown(target, case, |command| {
                command.env("PERF_WARN", "fail");
            });
            assert_eq!(exit, Some(101), "{text}");
            assert!(text.contains("FAILED   (PERF_WARN=fail)"), "{text}");
        }
    }
}

/// With `PERF_WARN=fail` a soft limit on time is measured again, as a hard one is; a busy machine may leave it open.
#[test]
fn a_soft_limit_that_fails_is_no_passing_disturbance() {
    let (exit, text) = shown("fixture", "limits::a_soft_limit_on_time_warns", |command| {
        command
            .env("PERF_WARN", "fail")
            .env("PERF_INCONCLUSIVE", "fail");
    });
    assert_eq!(exit, Some(101), "{text}");
    let soft = text
        .lines()
        .find(|line| line.ends_with("(soft)"))
        .unwrap_or_default();
    assert!(
        soft.contains("runs over") || soft.contains("not judged"),
        "{text}"
    );
}

#[test]
fn a_profile_scales_limits_and_says_so() {
    for target in TARGETS {
        let (exit, text) = shown(target, "limits::a_named_limit_holds", |command| {
            command.env("PERF_PROFILE", "ci");
        });
        assert_eq!(exit, Some(0), "{text}");
        for part in [
            "of 120000 ms   (60000 ms of tests/perf.toml:4 x 2 in profile ci; baseline 1 ms)",
            "of 100000 ms (soft)   (50000 ms of tests/perf.toml:4 x 2 in profile ci; baseline 1 ms)",
            "build, profile ci)",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let (exit, text) = shown(target, "limits::a_named_limit_holds", |command| {
            command.env("PERF_PROFILE", "cii");
        });
        assert_eq!(exit, Some(101), "{text}");
        let told = "`PERF_PROFILE=cii` names a profile, and tests/perf.toml has no `[profile.cii]`: did you mean `ci`?";
        assert!(text.contains(told), "{text}");
    }
}

/// Runs a case of the fixture as if its crate had this `perf.toml`.
fn with_perf_toml(target: &str, case: &str, toml: Option<&str>) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("there is room");
    fs::write(folder.path().join("Cargo.toml"), "[package]").expect("a file can be written");
    if let Some(toml) = toml {
        fs::write(folder.path().join("perf.toml"), toml).expect("a file can be written");
    }
    shown(target, case, |command| {
        command
            .env("CARGO_PKG_NAME", "perf-tests")
            .env("CARGO_MANIFEST_DIR", folder.path());
    })
}

#[test]
fn a_broken_perf_toml_fails_the_cases_that_need_it() {
    let broken = "[limits.generous]\nmax_ms = 5\nmax_querys = 3\n";
    let told =
        "perf.toml:3: unknown key `max_querys` in `[limits.generous]`: did you mean `max_queries`?";
    let twice = "[limits.generous]\nmax_ms = 5\n[limits.generous]\nmax_ms = 6\n";
    for target in TARGETS {
        for case in [
            "limits::a_named_limit_holds",
            "limits::is_steady_enough",
            "limits::a_figure_is_worth_a_warning",
        ] {
            let (exit, text) = with_perf_toml(target, case, Some(broken));
            assert_eq!(exit, Some(101), "{text}");
            assert!(
                text.contains("the limits of the case cannot be told") && text.contains(told),
                "{text}"
            );
            let (exit, text) = with_perf_toml(target, case, Some(twice));
            assert!(
                exit == Some(101) && text.contains("perf.toml:3: "),
                "{text}"
            );
        }
        // This one asks nothing of the file.
        let (exit, text) = with_perf_toml(target, "bodies::does_nothing_as_it_says", Some(broken));
        assert!(exit == Some(0) && !text.contains("perf.toml"), "{text}");
    }
}

#[test]
fn a_perf_toml_that_is_not_there_is_told() {
    for target in TARGETS {
        let (exit, text) = with_perf_toml(target, "limits::a_named_limit_holds", None);
        assert_eq!(exit, Some(101), "{text}");
        let told = "`threshold = \"generous\"` needs a perf.toml, and there is none in ";
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn a_limit_that_no_test_uses_is_a_warning() {
    let toml = "[limits.generous]\nmax_ms = 60_000\n[limits.of_nobody]\nmax_ms = 5\n";
    for target in TARGETS {
        let (exit, text) = with_perf_toml(target, "limits::a_named_limit_holds", Some(toml));
        assert_eq!(exit, Some(0), "{text}");
        let told = "perf: warning: perf.toml:3: no test uses `[limits.of_nobody]`: write `threshold = \"of_nobody\"` in one";
        assert!(
            text.contains(told) && !text.contains("`[limits.generous]`"),
            "{text}"
        );
    }
}
