//! What is wrong outside of the records: each is told in one message, and nothing is overwritten.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use crate::program::{end, folder, perf, read, record};

const MONDAY: &str = "perf/runs/monday/shop.one.list.json";

#[test]
fn no_records() {
    let empty = folder(&[]);
    let ended = end(&mut perf(empty.path(), &["report", "--dir", "perf"]));
    ended.assert_refused(&[
        "there is no run in",
        "perf/runs: run the tests first, with `cargo perf run`",
    ]);
    assert!(!empty.path().join("perf").exists());
    let one = folder(&[(MONDAY, &record("one", "list", "passed"))]);
    let ended = end(&mut perf(
        one.path(),
        &["report", "--dir", "perf", "--run", "sunday"],
    ));
    ended.assert_refused(&["there is no run `sunday`", "there are monday"]);
}

#[test]
fn a_file_in_the_way() {
    let folder = folder(&[
        (MONDAY, &record("one", "list", "passed")),
        ("file", "in the way"),
    ]);
    for words in [
        &["report", "--dir", "perf", "--output", "file"][..],
        &["report", "--dir", "perf", "--output", "file/below"],
        &["report", "--dir", "file"],
    ] {
        let ended = end(&mut perf(folder.path(), words));
        ended.assert_refused(&["file/", " could not be "]);
        assert_eq!(read(&folder.path().join("file")), "in the way");
    }
}

/// Rights say nothing to a privileged user: what cannot be written is tried with a limit on the size of files below.
#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[(MONDAY, &record("one", "list", "passed"))]);
    let out = folder.path().join("out");
    fs::create_dir(&out).expect("a folder can be made");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).expect("rights can be set");
    if File::create(out.join("probe")).is_ok() {
        return;
    }
    let ended = end(&mut perf(
        folder.path(),
        &["report", "--dir", "perf", "--output", "out"],
    ));
    ended.assert_refused(&["out/", "could not be written", "denied"]);
}

/// A limit of zero bytes for every file does what a full disk does, and needs no rights.
#[test]
#[cfg(unix)]
fn a_full_disk_leaves_what_was_there() {
    let folder = folder(&[
        (MONDAY, &record("one", "list", "passed")),
        ("perf/report/junit.xml", "of yesterday"),
    ]);
    let program = perf(folder.path(), &[]);
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
        .arg(program.get_program())
        .args(["perf", "report", "--dir", "perf", "--report", "junit"])
        .current_dir(folder.path());
    let ended = end(&mut command);
    ended.assert_refused(&["junit.xml could not be written: "]);
    let report = folder.path().join("perf/report");
    assert_eq!(read(&report.join("junit.xml")), "of yesterday");
    assert_eq!(
        fs::read_dir(report).expect("a folder").count(),
        1,
        "half a file is left"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_is_full() {
    let folder = folder(&[(MONDAY, &record("one", "list", "passed"))]);
    for words in [
        &["report", "--dir", "perf"][..],
        &["report", "--dir", "perf", "--list"],
        &["clean", "--dir", "perf", "--keep", "1"],
        &["completions", "bash"],
    ] {
        let full = File::options()
            .write(true)
            .open("/dev/full")
            .expect("Linux has it");
        let output = perf(folder.path(), words)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .expect("it can be run");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {err}");
        assert!(
            err.contains("the output could not be written: No space left on device"),
            "{err}"
        );
    }
}

#[test]
fn a_wrong_word() {
    let folder = folder(&[(MONDAY, &record("one", "list", "passed"))]);
    for (words, parts) in [
        (
            &["report", "--dir", "perf", "--report", "pdf"][..],
            &["invalid value 'pdf'", "junit"][..],
        ),
        (
            &["report", "--of", "monday"],
            &["unexpected argument '--of'"],
        ),
        (&["repot"], &["unrecognized subcommand 'repot'", "report"]),
        (&["history", "--limit", "0"], &["0 is not in 1.."]),
        (
            &["merge", "--dir", "perf", "not-there"],
            &["there is no run in not-there/runs: run the tests first"],
        ),
        (
            &["merge", "--dir", "perf/runs/not-there"],
            &["not-there/runs: run the tests first"],
        ),
    ] {
        end(&mut perf(folder.path(), words)).assert_refused(parts);
    }
    assert!(!folder.path().join("perf/report").exists());
}

#[test]
fn the_help_says_how_it_ends() {
    let folder = folder(&[]);
    let ended = end(&mut perf(folder.path(), &["--help"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for line in [
        "  0    done, and nothing",
        "  1    done, and what was asked for",
        "  2    not done",
    ] {
        assert!(ended.out.contains(line), "{ended:?}");
    }
}
