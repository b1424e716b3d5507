//! The command line of libtest, with which nextest and IDEs ask: both harnesses answer alike.

use std::collections::BTreeMap;
use std::process::Output;

use crate::binaries;
use crate::cases::Status;
use crate::run;

/// The two harnesses.
const BOTH: [&str; 2] = ["fixture", "fixture_own_harness"];

fn run(target: &str, args: &[&str]) -> Output {
    binaries::command(target)
        .args(args)
        .output()
        .expect("the fixture can be run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What both say: the exit code, and the tests with their status.
fn both(args: &[&str]) -> (Option<i32>, BTreeMap<String, Status>) {
    let [theirs, ours] = BOTH.map(|target| {
        let output = run(target, args);
        (
            output.status.code(),
            run::statuses(&text(&output.stdout)),
            summary(&text(&output.stdout)),
        )
    });
    assert_eq!(theirs, ours, "{args:?}");
    (ours.0, ours.1)
}

/// `test result: ok. 1 passed; 0 failed; ..` without the time.
fn summary(stdout: &str) -> Option<String> {
    let line = stdout
        .lines()
        .find(|line| line.starts_with("test result: "))?;
    line.split_once("; finished")
        .map(|(summary, _)| summary.to_owned())
}

fn names(statuses: &BTreeMap<String, Status>) -> Vec<&str> {
    statuses.keys().map(String::as_str).collect()
}

#[test]
fn lists_are_the_same() {
    for args in [
        &["--list", "--format", "terse"][..],
        &["--list"],
        &["--list", "--format", "terse", "--ignored"],
        &["--list", "--format", "terse", "queries"],
        &["--list", "--format", "terse", "--skip", "queries"],
        &["--list", "--format", "terse", "--exact", "bodies::passes"],
    ] {
        let [theirs, ours] = BOTH.map(|target| text(&run(target, args).stdout));
        assert_eq!(theirs, ours, "{args:?}");
        assert!(theirs.contains(": test\n"), "{args:?}: {theirs}");
    }
}

#[test]
fn what_is_not_compiled_is_not_listed() {
    let list = text(&run(BOTH[1], &["--list"]).stdout);
    assert!(list.contains("bodies::passes: test") && !list.contains("is_not_compiled"));
}

#[test]
fn a_filter_selects_by_a_part_of_the_name() {
    let (exit, statuses) = both(&["bodies::passes"]);
    assert_eq!(
        (exit, names(&statuses)),
        (
            Some(0),
            vec!["bodies::passes", "bodies::passes_with_a_result"]
        )
    );
}

#[test]
fn several_filters_add_up_and_skip_takes_away() {
    let (_, statuses) = both(&["does_nothing", "says_something", "--skip", "not_say_so"]);
    assert_eq!(
        names(&statuses),
        ["bodies::does_nothing_as_it_says", "bodies::says_something"]
    );
}

#[test]
fn exact_selects_by_the_whole_name() {
    let (exit, statuses) = both(&["--exact", "bodies::passes"]);
    assert_eq!((exit, names(&statuses)), (Some(0), vec!["bodies::passes"]));
    assert_eq!(both(&["--exact", "passes"]), (Some(0), BTreeMap::new()));
}

#[test]
fn ignored_runs_only_those_and_include_ignored_all() {
    let (exit, statuses) = both(&["--ignored", "bodies::is_"]);
    assert_eq!(exit, Some(101));
    assert_eq!(
        names(&statuses),
        ["bodies::is_ignored", "bodies::is_ignored_with_a_reason"]
    );
    assert!(statuses.values().all(|status| *status == Status::Failed));
    let (_, statuses) = both(&["--include-ignored", "bodies::is_"]);
    let is_quick = Some(&Status::Ok);
    assert_eq!(
        (statuses.len(), statuses.get("bodies::is_quick_enough")),
        (3, is_quick)
    );
}

#[test]
fn one_failure_fails_the_whole() {
    assert_eq!(both(&["bodies::fails"]).0, Some(101));
    assert_eq!(both(&["bodies::fails", "bodies::passes"]).0, Some(101));
    assert_eq!(both(&["--exact", "bodies::must_panic_and_does"]).0, Some(0));
}

#[test]
fn what_a_case_prints_is_captured_unless_it_is_told_not_to_be() {
    let note = "measured with an empty cache";
    for target in BOTH {
        let captured = run(target, &["says_something"]);
        assert!(!text(&captured.stdout).contains(note), "{target}");
        for option in ["--nocapture", "--show-output"] {
            let Output { stdout, stderr, .. } = run(target, &["says_something", option]);
            assert!(
                text(&stdout).contains(note) || text(&stderr).contains(note),
                "{option}"
            );
        }
    }
}

#[test]
fn an_unknown_option_is_refused() {
    for target in BOTH {
        let output = run(target, &["--no-such-option"]);
        assert!(
            !output.status.success() && output.stdout.is_empty(),
            "{output:?}"
        );
        assert!(
            text(&output.stderr).contains("no-such-option"),
            "{output:?}"
        );
    }
}

/// libtest knows no test that cannot run: it is `ok` there, and the reason is told past its capture.
#[test]
fn a_skipped_case_is_told_with_its_reason() {
    let theirs = run(BOTH[0], &["its_fixture_is_absent"]);
    assert!(
        text(&theirs.stderr).contains("bodies::its_fixture_is_absent skipped: there is no printer"),
        "{theirs:?}"
    );
    let ours = run(BOTH[1], &["its_fixture_is_absent"]);
    assert!(
        text(&ours.stdout)
            .contains("its_fixture_is_absent ... ignored, skipped: there is no printer"),
        "{ours:?}"
    );
}
