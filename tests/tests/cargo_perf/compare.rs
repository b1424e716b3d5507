//! `cargo perf compare`: two versions in a repository of their own, whose tests leave the figures that are written in them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Ended, end, folder, perf, read, record, write};

/// What a test of the package does: the record it leaves, and how it ends.
struct Case {
    name: &'static str,
    ms: f64,
    queries: u64,
    passes: bool,
}

const LIST: Case = Case {
    name: "list",
    ms: 10.0,
    queries: 3,
    passes: true,
};

/// The test target with these cases. Each process says in `ORDER` which one it is.
fn target(cases: &[Case]) -> String {
    cases.iter().map(test).collect()
}

fn test(case: &Case) -> String {
    let Case {
        name,
        ms,
        queries,
        passes,
    } = case;
    let verdict = if *passes { "passed" } else { "failed" };
    let mut record: Value =
        serde_json::from_str(&record("performance", name, verdict)).expect("JSON");
    record["runs"][0]["ms"] = json!(ms);
    record["runs"][0]["queries"] = json!(queries);
    let record = record.to_string();
    format!(
        "#[test]\nfn {name}() {{\n    use std::io::Write as _;\n    let run = std::env::var(\"PERF_RUN\").unwrap();\n    \
         if let Ok(order) = std::env::var(\"ORDER\") {{\n        \
         let mut order = std::fs::File::options().append(true).create(true).open(order).unwrap();\n        \
         writeln!(order, \"{name} {{run}}\").unwrap();\n    }}\n    \
         let folder = std::path::Path::new(&std::env::var(\"PERF_DIR\").unwrap()).join(\"runs\").join(run);\n    \
         std::fs::create_dir_all(&folder).unwrap();\n    \
         std::fs::write(folder.join(\"{name}.json\"), {record:?}).unwrap();\n    \
         if std::env::var(\"SHOP_WAITS\").is_ok() {{ std::thread::sleep(std::time::Duration::from_secs(600)) }}\n    \
         assert!({passes});\n}}\n"
    )
}

/// A repository with a commit of these cases, tagged `before`.
fn repository(cases: &[Case]) -> TempDir {
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let folder = folder(&[
        ("Cargo.toml", manifest),
        (".gitignore", "/target\n/Cargo.lock\n"),
        ("src/lib.rs", ""),
        ("tests/performance.rs", &target(cases)),
    ]);
    git(
        folder.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    commit(folder.path());
    git(folder.path(), &["tag", "before"]);
    folder
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    let who = [
        "-c",
        "user.name=somebody",
        "-c",
        "user.email=somebody@example.com",
    ];
    let words = [
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--message",
        "a change",
    ];
    git(folder, &[&who[..], &words].concat());
}

fn git(folder: &Path, words: &[&str]) -> String {
    let output = Command::new("git").current_dir(folder).args(words).output();
    let output = output.expect("git is there");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {words:?}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn compare(folder: &Path, words: &[&str]) -> Command {
    let mut command = perf(folder, &[&["compare", "--base"], words].concat());
    command
        .env("CARGO_NET_OFFLINE", "true")
        .env("ORDER", folder.join("target/order"));
    command
}

/// The lines of what it says, with single blanks.
fn lines(ended: &Ended) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    ended.out.lines().map(words).collect()
}

/// There is no other work tree, and nothing of the repository has changed.
fn assert_clean(folder: &Path) {
    assert_eq!(git(folder, &["worktree", "list"]).lines().count(), 1);
    assert!(!folder.join("target/perf/compare/base").exists());
}

/// What ran, in which order: `b` and `h` for base and head.
fn order(folder: &Path, case: &str) -> String {
    let order = read(&folder.join("target/order"));
    let runs = order
        .lines()
        .filter_map(|line| line.strip_prefix(case)?.strip_prefix(' '));
    runs.map(|run| &run[..1]).collect()
}

#[test]
fn what_is_slower_in_all_pairs_twice_over_fails() {
    let gone = Case {
        name: "gone",
        ..LIST
    };
    let repository = repository(&[LIST, gone]);
    let at = repository.path();
    let slower = Case {
        ms: 14.0,
        queries: 41,
        ..LIST
    };
    let new = Case {
        name: "new",
        ..LIST
    };
    write(&at.join("tests/performance.rs"), &target(&[slower, new]));

    let ended = end(&mut compare(at, &["before", "--test", "performance"]));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let expected = [
        "change case figure base head evidence",
        "WORSE +1267 % list queries 3 41 counted",
        "WORSE +40 % list ms 10.0 ms 14.0 ms slower in 5 of 5 and 5 of 5 pairs",
        "only in the base: gone",
        "only in the head: new",
    ];
    assert_eq!(lines(&ended), expected, "{ended:?}");
    assert!(
        ended
            .err
            .contains(" with the changes that are not committed\n"),
        "{ended:?}"
    );
    assert!(
        ended
            .err
            .contains("something may be worse: measuring once more\n"),
        "{ended:?}"
    );
    // Each comes first in turn.
    assert_eq!(order(at, "list"), "bhhbbhhbbh".repeat(2));
    assert_clean(at);
    assert!(at.join("target/perf/compare/target").is_dir());
}

#[test]
fn what_is_within_the_threshold_passes_after_one_round() {
    let page = Case {
        name: "page",
        ..LIST
    };
    let repository = repository(&[LIST, page]);
    let at = repository.path();
    let slower = Case {
        ms: 11.0,
        queries: 2,
        ..LIST
    };
    write(
        &at.join("tests/performance.rs"),
        &target(&[
            slower,
            Case {
                ms: 90.0,
                name: "page",
                ..LIST
            },
        ]),
    );
    commit(at);
    // What a killed process left is no obstacle.
    git(
        at,
        &[
            "worktree",
            "add",
            "--quiet",
            "--detach",
            "target/perf/compare/base",
        ],
    );

    let words = [
        "before",
        "--threshold",
        "11",
        "--test",
        "performance",
        "--",
        "list",
    ];
    let ended = end(&mut compare(at, &words));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let expected = [
        "change case figure base head evidence",
        "+10 % list ms 10.0 ms 11.0 ms slower in 5 of 5 pairs",
        "better -33 % list queries 3 2 counted",
    ];
    assert_eq!(lines(&ended), expected, "{ended:?}");
    assert!(!ended.err.contains("not committed"), "{ended:?}");
    assert_eq!((order(at, "list").len(), order(at, "page").len()), (10, 0));
    assert_clean(at);
}

#[test]
fn a_case_that_fails_is_told_and_worse_only_if_it_did_not_fail_before() {
    let fails = Case {
        name: "fails",
        passes: false,
        ..LIST
    };
    let breaks = Case {
        name: "breaks",
        ..LIST
    };
    let repository = repository(&[LIST, fails, breaks]);
    let at = repository.path();
    let run = || end(&mut compare(at, &["before", "--test", "performance"]));
    let ended = run();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        lines(&ended).last().map(String::as_str),
        Some("fails in the base: fails")
    );
    let broken = Case {
        name: "breaks",
        passes: false,
        ..LIST
    };
    write(&at.join("tests/performance.rs"), &target(&[LIST, broken]));
    let ended = run();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        lines(&ended).contains(&"fails in the head alone: breaks".to_owned()),
        "{ended:?}"
    );
}

#[test]
fn what_cannot_be_compared_is_told() {
    let repository = repository(&[LIST]);
    let at = repository.path();
    let refused = |base: &str, parts: &[&str]| {
        let ended = end(&mut compare(at, &[base, "--test", "performance"]));
        ended.assert_refused(parts);
        assert_clean(at);
    };
    refused(
        "nowhere",
        &[
            "there is no commit `nowhere` in this repository",
            "fetch it",
        ],
    );
    refused("before:src", &["there is no commit `before:src`"]);
    fs::write(at.join("src/lib.rs"), "fn").expect("a file");
    commit(at);
    git(at, &["tag", "broken"]);
    fs::write(at.join("src/lib.rs"), "").expect("a file");
    let ended = end(&mut compare(at, &["broken", "--test", "performance"]));
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    assert!(
        ended
            .err
            .contains("error: the base does not build: cargo says above why"),
        "{ended:?}"
    );
    assert_clean(at);

    let no_records = ["before", "--test", "performance", "--", "no_such_case"];
    let ended = end(&mut compare(at, &no_records));
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.err.contains("the base left no records to compare"),
        "{ended:?}"
    );
    assert_clean(at);

    let outside = folder(&[]);
    let mut command = compare(outside.path(), &["main"]);
    command.env(
        "GIT_CEILING_DIRECTORIES",
        outside.path().parent().expect("a folder"),
    );
    end(&mut command).assert_refused(&[
        "`git rev-parse --show-toplevel` failed: ",
        "not a git repository",
    ]);
    end(compare(at, &["before"]).env("PATH", "")).assert_refused(&["git could not be started"]);
}

/// Ctrl-C goes to all processes of a terminal's foreground group.
#[test]
#[cfg(unix)]
fn an_interrupted_comparison_leaves_no_work_tree() {
    use std::os::unix::process::CommandExt as _;
    use std::process::Stdio;
    use std::time::Duration;

    let repository = repository(&[LIST]);
    let at = repository.path();
    let mut command = compare(at, &["before", "--test", "performance"]);
    let mut child = command
        .env("SHOP_WAITS", "1")
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it can be run");
    while !at.join("target/order").exists() {
        assert_eq!(child.try_wait().expect("it is our child"), None);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(at.join("target/perf/compare/base").exists());
    let group = format!("-{}", child.id());
    let status = Command::new("kill").args(["-INT", "--", &group]).status();
    assert!(status.is_ok_and(|status| status.success()));
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.ends_with("error: interrupted: nothing was compared\n"),
        "{told}"
    );
    assert_clean(at);
}
