//! Which cases are asked for and how thoroughly, by the command line of our own harness and by the environment of both.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::cases::Status;
use crate::{binaries, record, run};

const THEIRS: &str = "fixture";
const OURS: &str = "fixture_own_harness";

/// The case with a category, a severity and a tag.
const CHOSEN: &str = "limits::a_figure_is_too_low";

fn output(target: &str, args: &[&str], envs: &[(&str, &str)]) -> Output {
    let mut command = binaries::command(target);
    command.args(args).envs(envs.iter().copied());
    command.output().expect("the fixture can be run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_list_has_what_is_chosen_and_nothing_else() {
    let only = format!("{CHOSEN}: test\n");
    for words in [
        ["--category", "cache"],
        ["--severity", "critical"],
        ["--tag", "figures,figures"],
    ] {
        let args = [&["--list", "--format", "terse"], &words[..]].concat();
        assert_eq!(text(&output(OURS, &args, &[]).stdout), only, "{words:?}");
    }
    for (name, value) in [
        ("PERF_CATEGORY", "cache"),
        ("PERF_SEVERITY", "critical"),
        ("PERF_TAG", "figures"),
    ] {
        let listed = output(OURS, &["--list", "--format", "terse"], &[(name, value)]);
        assert_eq!(text(&listed.stdout), only, "{name}");
    }
    // As nextest asks for the ignored ones, whatever else is asked.
    let ignored = ["--list", "--format", "terse", "--ignored"];
    let usual = text(&output(OURS, &ignored, &[]).stdout);
    let full = text(&output(OURS, &ignored, &[("PERF_MODE", "full")]).stdout);
    assert!(usual == full && usual.contains("bodies::is_ignored: test\n"));
}

#[test]
fn what_leaves_nothing_is_refused_and_the_nearest_is_named() {
    for (args, told) in [
        (
            &["--category", "cach"][..],
            "no case here has the category `cach`: did you mean `cache`?",
        ),
        (
            &["--tag", "figure", "--list"],
            "no case here has the tag `figure`: did you mean `figures`?",
        ),
        (
            &["--severity", "hihg"],
            "--severity is `hihg`: did you mean `high`?",
        ),
        (
            &["--category", "cache", "bodies::passes"],
            "no case here has all of it: category cache",
        ),
        (
            &["--quick", "--full"],
            "the options --quick and --full are mutually exclusive",
        ),
    ] {
        let output = output(OURS, args, &[]);
        assert_eq!(output.status.code(), Some(101), "{args:?}");
        assert_eq!(text(&output.stdout), "", "{args:?}");
        assert_eq!(text(&output.stderr), format!("error: {told}\n"), "{args:?}");
    }
}

#[test]
fn libtest_says_of_each_case_that_it_is_left_out() {
    let cases = ["bodies::passes", "bodies::must_panic_with_a_text_and_does"];
    let args = [&["--exact"], &cases[..]].concat();
    for (category, told) in [
        ("cache", "skipped: left out, not in category cache\n"),
        (
            "cach",
            "skipped: left out, not in category cach; no case here has the category `cach`: did you mean `cache`?\n",
        ),
    ] {
        let theirs = output(THEIRS, &args, &[("PERF_CATEGORY", category)]);
        assert_eq!(theirs.status.code(), Some(0), "{theirs:?}");
        for case in cases {
            let line = format!("perf: {case} {told}");
            assert!(text(&theirs.stderr).contains(&line), "{line}\n{theirs:?}");
        }
    }
    // Ours does not begin with them, and another target may have such cases.
    let ours = output(OURS, &args, &[("PERF_CATEGORY", "cach")]);
    assert_eq!(ours.status.code(), Some(0), "{ours:?}");
    let told = "perf: no case here has the category `cach`: did you mean `cache`?\n";
    assert_eq!(text(&ours.stderr), told);
    assert!(text(&ours.stdout).contains("running 0 tests"), "{ours:?}");
}

#[test]
fn what_the_environment_cannot_ask_fails_every_case() {
    for (name, value, told) in [
        (
            "PERF_MODE",
            "quik",
            "PERF_MODE is `quik`: did you mean `quick`?",
        ),
        (
            "PERF_SEVERITY",
            "10",
            "PERF_SEVERITY is `10`: there is low, medium, high, critical",
        ),
    ] {
        for target in [THEIRS, OURS] {
            let output = output(target, &["--exact", "bodies::passes"], &[(name, value)]);
            assert_eq!(output.status.code(), Some(101), "{output:?}");
            let both = text(&output.stdout) + &text(&output.stderr);
            assert!(both.contains(told), "{told}\n{both}");
        }
    }
}

#[test]
fn full_mode_runs_the_ignored_cases() {
    let filter = "bodies::is_ignored";
    let ran = |args: &[&str], envs: &[(&str, &str)]| {
        let output = output(OURS, args, envs);
        let statuses = run::statuses(&text(&output.stdout));
        assert!(!statuses.is_empty(), "{output:?}");
        statuses.values().all(|status| *status == Status::Failed)
    };
    assert!(ran(&["--full", filter], &[]));
    assert!(ran(&[filter], &[("PERF_MODE", "full")]));
    assert!(!ran(&[filter], &[]) && !ran(&["--quick", filter], &[]));
}

/// The record of a case in quick mode, and the exit code.
fn quick(target: &str, case: &str, strict: bool) -> (Option<i32>, Value) {
    let folder = tempfile::tempdir().expect("there is room for records");
    let path = folder.path().to_str().expect("a path of letters");
    let mut envs = vec![
        ("PERF_MODE", "quick"),
        ("PERF_DIR", path),
        ("PERF_RUN", record::RUN),
    ];
    envs.extend(strict.then_some(("PERF_INCONCLUSIVE", "fail")));
    let output = output(target, &["--exact", case], &envs);
    let mut records = record::read(Path::new(path));
    (
        output.status.code(),
        records.remove(case).expect("it leaves a record"),
    )
}

#[test]
fn quick_mode_does_less_and_says_so() {
    for target in [THEIRS, OURS] {
        let (exit, record) = quick(target, "loads::each_iteration_is_made_once", false);
        assert_eq!(exit, Some(0), "{record}");
        assert_eq!(record["load"]["counts"]["ok"], 100, "{record}");
        assert_eq!(record["reduced"][0], "iterations 100 of 1,000");
        assert_eq!(record["verdict"], "passed");
        // What is small enough is left as it is.
        let (exit, record) = quick(target, "bodies::is_quick_enough", true);
        assert_eq!((exit, &record["reduced"]), (Some(0), &Value::Null));
    }
}

/// Twenty successes have a p95, and the ten of quick mode have none.
#[test]
fn what_less_cannot_tell_is_inconclusive_and_no_pass() {
    for target in [THEIRS, OURS] {
        let case = "loads::latency_is_that_of_the_successes";
        for (strict, expected) in [(false, Some(0)), (true, Some(101))] {
            let (exit, record) = quick(target, case, strict);
            assert_eq!(exit, expected, "{record}");
            let findings = record["findings"].as_array().expect("it was judged");
            let of = |budget: &str| findings.iter().find(|one| one["budget"] == budget);
            let p95 = of("p95_ms").expect("p95 is limited");
            assert_eq!(p95["status"], "inconclusive", "{record}");
            let told = "10 samples have no p95: it takes 20 at least; not judged in quick mode: iterations 20 of 40";
            assert_eq!(p95["text"], told);
            // Ten of twenty is half of them, as in the whole load.
            assert_eq!(
                of("max_error_rate").expect("errors are limited")["status"],
                "ok"
            );
        }
    }
}

#[test]
fn our_harness_ends_with_what_came_of_it_all() {
    let folder = tempfile::tempdir().expect("there is room for records");
    let path = folder.path().to_str().expect("a path of letters");
    let envs = [("PERF_DIR", path), ("PERF_RUN", record::RUN)];
    let args = ["--quick", "bodies::is_ignored", "bodies::passes", CHOSEN];
    let out = text(&output(OURS, &args, &envs).stdout);
    let (_, summary) = out.split_once("\nperf: ").expect("there is a summary");
    for line in [
        "2 passed, 1 failed, 2 ignored",
        "  pass rate     66.6 % of 3 cases",
        "  asked         quick mode",
        "  ignored       1 case: takes a whole night",
        &format!("  records       {path}/runs/{}", record::RUN),
    ] {
        assert!(summary.lines().any(|its| its == line), "{line}\n{out}");
    }
    for line in [
        "  cache             -       1        0 %",
        "  critical          -       1        0 %",
    ] {
        let words: Vec<_> = line.split_whitespace().collect();
        let is_it = |its: &str| its.split_whitespace().eq(words.iter().copied());
        assert!(out.lines().any(is_it), "{line}\n{out}");
    }
    assert!(out.contains("\ncache\ntest limits::"), "{out}");
}
