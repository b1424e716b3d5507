//! `cargo perf run`: the tests of a whole workspace, and then the reports.

use std::env;
use std::process::Command;

use perf_tests::cargo::cargo;

use crate::program::{end, perf, read, workspace};

/// Built within the workspace, and with nothing fetched.
fn run(mut command: Command) -> crate::program::Ended {
    end(command.env("CARGO_NET_OFFLINE", "true"))
}

#[test]
fn several_test_binaries_are_one_run_and_its_end_is_that_of_the_tests() {
    let workspace = workspace();
    let words = [
        "run",
        "--name",
        "of the night",
        "--report",
        "junit",
        "--no-fail-fast",
    ];
    let ended = run(perf(&workspace.path().join("shop"), &words));
    assert_eq!(ended.code, Some(101), "{ended:?}");
    let target = workspace.path().join("target/perf");
    let junit = target.join("report/junit.xml");
    assert!(
        ended.out.ends_with(&format!("{}\n", junit.display())),
        "{ended:?}"
    );
    let junit = read(&junit);
    for suite in ["shop::one", "shop::two"] {
        assert!(
            junit.contains(&format!("<testsuite name=\"{suite}\" tests=\"1\"")),
            "{junit}"
        );
    }
    assert!(
        junit.contains("message=\"max_queries: 41 queries, budget 3 (+38)\""),
        "{junit}"
    );
    assert!(target.join("runs/of_the_night").is_dir());

    let passed = run(perf(
        workspace.path(),
        &["run", "--report", "junit", "--test", "two"],
    ));
    assert_eq!(passed.code, Some(0), "{passed:?}");
    assert!(read(&target.join("report/junit.xml")).contains("failures=\"0\""));
}

#[test]
fn what_is_for_the_tests_reaches_them() {
    let workspace = workspace();
    let words = ["run", "-p", "shop", "--test", "one", "--", "--skip", "list"];
    let ended = run(perf(workspace.path(), &words));
    // No case was run: that is no success.
    ended.assert_refused(&["no case of `#[perf]` or `#[load]` left a record in"]);
    assert!(
        ended
            .out
            .contains("0 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out")
    );
}

#[test]
fn what_cannot_be_built_ends_as_cargo_does() {
    let workspace = workspace();
    crate::program::write(&workspace.path().join("shop/src/lib.rs"), "fn");
    let ended = run(perf(workspace.path(), &["run"]));
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(101), ""),
        "{ended:?}"
    );
    assert!(ended.err.contains("could not compile `shop`"), "{ended:?}");
}

#[test]
fn a_folder_that_is_said_from_here_is_meant_from_here() {
    let workspace = workspace();
    let words = ["run", "--dir", "kept", "--report", "junit", "--test", "two"];
    let ended = run(perf(workspace.path(), &words));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(workspace.path().join("kept/report/junit.xml").is_file());
}

#[test]
fn the_name_of_a_baseline_reaches_the_tests() {
    let workspace = workspace();
    let seen = r#"
        #[test]
        fn seen() {
            let names = ["PERF_BASELINE", "PERF_SAVE_BASELINE"].map(std::env::var);
            println!("{names:?}");
        }
    "#;
    crate::program::write(&workspace.path().join("shop/tests/seen.rs"), seen);
    let with = |option: &str| {
        let words = [
            "run",
            option,
            "before",
            "--test",
            "seen",
            "--",
            "--nocapture",
        ];
        run(perf(workspace.path(), &words)).out
    };
    let saved = with("--save-baseline");
    assert!(
        saved.contains("[Err(NotPresent), Ok(\"before\")]"),
        "{saved}"
    );
    let held = with("--baseline");
    assert!(held.contains("[Ok(\"before\"), Err(NotPresent)]"), "{held}");
    let words = ["run", "--baseline", "a", "--save-baseline", "b"];
    run(perf(workspace.path(), &words)).assert_refused(&["cannot be used with"]);
}

#[test]
fn with_nextest_as_without() {
    let has_nextest = cargo()
        .args(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has_nextest {
        let required = env::var("PERF_REQUIRE").unwrap_or_default();
        assert!(
            !required.contains("nextest"),
            "PERF_REQUIRE asks for cargo-nextest, and it is not installed"
        );
        return;
    }
    let workspace = workspace();
    let words = ["run", "--nextest", "--report", "junit", "--no-fail-fast"];
    let ended = run(perf(workspace.path(), &words));
    // nextest's code for tests that failed.
    assert_eq!(ended.code, Some(100), "{ended:?}");
    let junit = read(&workspace.path().join("target/perf/report/junit.xml"));
    assert!(
        junit.contains("tests=\"2\" skipped=\"0\" failures=\"1\""),
        "{junit}"
    );
}
