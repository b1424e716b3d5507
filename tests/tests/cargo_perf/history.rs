//! `cargo perf history` and `cargo perf trend`: what is kept of runs, and what is said of it.

use std::fs;
use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use crate::program::{end, folder, perf, read, record, workspace, write};

/// The record of `list` at this hour: the commit is of that digit, the branch is `main`.
fn of_hour(hour: u64, ms: f64, queries: u64) -> String {
    let mut record: Value = serde_json::from_str(&record("one", "list", "passed")).expect("JSON");
    record["began_unix_ms"] = json!(1_795_289_000_000_u64 + 3_600_000 * hour);
    let commit = format!("{hour:x}").repeat(40);
    record["commit"] = json!({ "id": &commit[..40], "branch": "main", "dirty": hour == 9 });
    record["runs"][0]["ms"] = json!(ms);
    record["runs"][0]["queries"] = json!(queries);
    record["verdict"] = json!(if queries > 3 { "failed" } else { "passed" });
    record.to_string()
}

/// Ten runs, from hour 1 on: from the sixth on they are slower, and the last one makes more queries.
pub(crate) fn ten_runs() -> tempfile::TempDir {
    let folder = folder(&[]);
    for hour in 1..=10 {
        let noise = [0.0, 0.1, -0.1][usize::try_from(hour).expect("a small number") % 3];
        let ms = if hour < 6 { 10.0 } else { 15.0 } + noise;
        let queries = if hour < 10 { 3 } else { 41 };
        let path = folder
            .path()
            .join(format!("perf/runs/run-{hour}/shop.one.list.json"));
        write(&path, &of_hour(hour, ms, queries));
        add(folder.path(), &format!("run-{hour}"));
    }
    folder
}

fn add(folder: &Path, run: &str) {
    let ended = end(&mut perf(
        folder,
        &["history", "--add", "--run", run, "--dir", "perf"],
    ));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let head = format!("added `{run}` with 1 case to ");
    let (is_head, is_end) = (
        ended.out.starts_with(&head),
        ended.out.trim_end().ends_with("perf/history.sqlite"),
    );
    assert!(is_head && is_end, "{ended:?}");
}

/// What it says where all is well.
fn said(folder: &Path, words: &[&str]) -> String {
    let ended = end(perf(folder, words).env("PERF_DIR", "perf"));
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    ended.out
}

#[test]
fn figures_are_shown_from_run_to_run() {
    let folder = ten_runs();
    let list = said(folder.path(), &["history"]);
    assert!(list.starts_with("case  metric   runs   latest\n"), "{list}");
    assert!(
        list.contains("\nlist  ms         10  15.1 ms  ▁▁▁▁▁█████\n"),
        "{list}"
    );
    assert!(
        list.contains("\nlist  queries    10       41  ▁▁▁▁▁▁▁▁▁█\n"),
        "{list}"
    );

    let whole = said(
        folder.path(),
        &["history", "lis", "--metric", "queries", "--limit", "2"],
    );
    let expected = "\
list (shop one): queries, debug build, on linux x86_64, 2 processors
▁█
9999999999+  2026-11-22 04:23   3  main
aaaaaaaaaa   2026-11-22 05:23  41  main  failed
";
    assert_eq!(whole, expected);
    // All is in the one file.
    assert!(!folder.path().join("perf/history.sqlite-wal").exists());
    // The same run once more is the same run.
    add(folder.path(), "run-10");
    let again = said(
        folder.path(),
        &["history", "list", "--metric", "queries", "--limit", "2"],
    );
    assert_eq!(again, expected);
    let ended = end(&mut perf(
        folder.path(),
        &["history", "--dir", "perf", "list", "--metric", "allocs"],
    ));
    ended.assert_refused(&["has no figures of list, allocs, on the latest branch"]);
}

#[test]
fn changes_are_found_and_may_fail() {
    let folder = ten_runs();
    let trend = |words: &[&str]| {
        let words = [&["trend", "--dir", "perf"], words].concat();
        let ended = end(&mut perf(folder.path(), &words));
        (ended.code, ended.out)
    };
    let (code, text) = trend(&[]);
    let lines: Vec<Vec<_>> = text
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(code, Some(0), "{text}");
    let worst = "worse +1267 % list queries 3 41 9999999999+..aaaaaaaaaa 1";
    assert_eq!(lines[1].join(" "), worst, "{text}");
    let slower = "worse +50 % list ms 10.0 ms 15.0 ms 5555555555..6666666666 5";
    assert_eq!(lines[2].join(" "), slower, "{text}");
    assert_eq!(lines.len(), 3, "{text}");
    for (words, expected) in [
        (&["--fail-within", "1"][..], 1),
        (&["--metric", "ms", "--fail-within", "4"], 0),
        (&["--metric", "ms", "--fail-within", "5"], 1),
        (
            &["--metric", "ms", "--magnitude", "60%", "--fail-within", "5"],
            0,
        ),
        (&["--metric", "rows"], 0),
    ] {
        assert_eq!(trend(words).0, Some(expected), "{words:?}");
    }
    assert_eq!(
        trend(&["--metric", "rows"]).1,
        "nothing has changed in 1 series\n"
    );
}

/// The page of this run, and what was warned of.
fn page(folder: &Path, run: &str) -> (String, String) {
    let words = ["report", "--dir", "perf", "--report", "html", "--run", run];
    let ended = end(&mut perf(folder, &words));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    (read(&folder.join("perf/report/perf.html")), ended.err)
}

#[test]
fn the_page_shows_what_was_before() {
    let folder = ten_runs();
    let (latest, warned) = page(folder.path(), "run-10");
    assert_eq!(warned, "");
    for part in [
        "<h3>Over time</h3>",
        "<b>worse</b> <code>queries</code> +1267 %, from 3 to 41, between commit 9999999999+ and aaaaaaaaaa of 2026-11-22 05:23:20 UTC, 1 run since",
        "<b>worse</b> <code>ms</code> +50 %, from 10.0 ms to 15.0 ms, between commit 5555555555 and 6666666666 of 2026-11-22 01:23:20 UTC, 5 runs since",
        "<title>41, commit aaaaaaaaaa, 2026-11-22 05:23:20 UTC</title>",
    ] {
        assert!(latest.contains(part), "{part}");
    }
    assert_eq!(page(folder.path(), "run-10").0, latest);
    // What came after a run is not shown with it.
    let (fifth, _) = page(folder.path(), "run-5");
    assert!(fifth.contains("commit 5555555555") && !fifth.contains("6666666666"));
    assert!(!fifth.contains("<b>worse</b>"));
    let (second, _) = page(folder.path(), "run-2");
    assert!(!second.contains("Over time"), "two runs are no line");
}

#[test]
fn the_page_is_made_without_a_history_that_is_missing_or_damaged() {
    let folder = ten_runs();
    let history = folder.path().join("perf/history.sqlite");
    fs::remove_file(&history).expect("it is there");
    let (without, warned) = page(folder.path(), "run-10");
    assert_eq!(warned, "");
    assert!(!without.contains("Over time") && !history.exists());
    let damaged = "this was a database once. ".repeat(500);
    write(&history, &damaged);
    let (same, warned) = page(folder.path(), "run-10");
    assert_eq!((same, read(&history)), (without, damaged));
    assert!(
        warned.starts_with("warning: the history ") && warned.lines().count() == 1,
        "{warned}"
    );
}

#[test]
fn what_is_wrong_with_a_history_is_told_and_left() {
    let folder = ten_runs();
    let history = folder.path().join("perf/history.sqlite");
    let ended = end(&mut perf(
        folder.path(),
        &["trend", "--dir", "perf", "--history", "other.sqlite"],
    ));
    ended.assert_refused(&["there is no history in other.sqlite: `cargo perf run` adds to it"]);
    fs::remove_file(&history).expect("it is there");
    let damaged = "this was a database once. ".repeat(500);
    write(&history, &damaged);
    for words in [
        &["history", "--dir", "perf"][..],
        &["trend", "--dir", "perf"],
        &["history", "--add", "--dir", "perf"],
    ] {
        let ended = end(&mut perf(folder.path(), words));
        ended.assert_refused(&["history.sqlite cannot be opened: ", "it was left as it is"]);
    }
    assert_eq!(read(&history), damaged);
    let ended = end(&mut perf(
        folder.path(),
        &[
            "trend",
            "--history",
            "postgres://me:secret@127.0.0.1:1/perf",
        ],
    ));
    ended.assert_refused(&["the history postgres://127.0.0.1:1/perf cannot be opened: "]);
    assert!(!ended.err.contains("secret"), "{ended:?}");
}

#[test]
fn processes_that_add_at_once_wait_for_each_other() {
    let folder = folder(&[]);
    for hour in 1..=6 {
        let path = folder
            .path()
            .join(format!("perf/runs/run-{hour}/shop.one.list.json"));
        write(&path, &of_hour(hour, 10.0, 3));
    }
    thread::scope(|scope| {
        for hour in 1..=6 {
            let folder = folder.path();
            scope.spawn(move || add(folder, &format!("run-{hour}")));
        }
    });
    let list = said(folder.path(), &["history", "list", "--metric", "queries"]);
    assert_eq!(list.lines().count(), 2 + 6, "{list}");
}

/// The run adds itself; a history that cannot be written to does not change how it ends.
#[test]
fn a_run_is_added_at_its_end_and_ends_as_its_tests() {
    let workspace = workspace();
    let run = |words: &[&str]| {
        let words = [&["run"], words, &["--report", "json", "--test", "two"]].concat();
        end(perf(workspace.path(), &words).env("CARGO_NET_OFFLINE", "true"))
    };
    let history = workspace.path().join("target/perf/history.sqlite");
    assert_eq!(run(&["--no-history"]).code, Some(0));
    assert!(!history.exists());
    assert_eq!(run(&[]).code, Some(0));
    let list = end(&mut perf(workspace.path(), &["history"]));
    assert!(
        list.out.contains(
            "
list  queries     1 "
        ),
        "{list:?}"
    );
    write(&history, "no database, ".repeat(500).as_str());
    let ended = run(&[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains("warning: the history "), "{ended:?}");
}
