//! What is told to GitHub Actions.

use std::fs;

use crate::program::{end, folder, perf, read, record, workspace, write};

const MONDAY: &str = "perf/runs/monday/shop.one.list.json";

#[test]
fn lines_of_the_application_are_marked() {
    let folder = folder(&[(MONDAY, &record("one", "list", "failed"))]);
    let mut command = perf(folder.path(), &["report", "--dir", "perf"]);
    let ended = end(command.env("GITHUB_ACTIONS", "true"));
    let line = "::error file=shop/src/lib.rs,line=88,title=list::max_queries: 41 queries, budget 3 (+38)%0Ain the case shop/tests/one.rs:2\n";
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.ends_with(line), "{ended:?}");
    // Nobody else wants them.
    let ended = end(&mut perf(folder.path(), &["report", "--dir", "perf"]));
    assert!(!ended.out.contains("::error"), "{ended:?}");
}

#[test]
fn files_are_named_from_the_root_of_the_repository() {
    let repository = folder(&[]);
    let workspace = workspace();
    let inner = repository.path().join("back/end");
    fs::create_dir(repository.path().join("back")).expect("a folder can be made");
    fs::rename(workspace.path(), &inner).expect("it can be moved");
    write(&inner.join(MONDAY), &record("one", "list", "failed"));
    let mut command = perf(&inner, &["report", "--dir", "perf"]);
    command
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_WORKSPACE", repository.path());
    let ended = end(&mut command);
    assert!(
        ended
            .out
            .contains("::error file=back/end/shop/src/lib.rs,line=88"),
        "{ended:?}"
    );
}

#[test]
fn the_summary_is_added_to_that_of_the_step() {
    let folder = folder(&[
        (MONDAY, &record("one", "list", "failed")),
        ("step.md", "before\n"),
    ]);
    let summary = |words: &[&str], file: &str| {
        let words = [&["report", "--dir", "perf"][..], words].concat();
        end(perf(folder.path(), &words).env("GITHUB_STEP_SUMMARY", folder.path().join(file)))
    };
    assert_eq!(summary(&["--report", "junit"], "step.md").code, Some(0));
    assert_eq!(read(&folder.path().join("step.md")), "before\n");
    assert_eq!(summary(&[], "step.md").code, Some(0));
    let page = read(&folder.path().join("perf/report/summary.md"));
    assert_eq!(
        read(&folder.path().join("step.md")),
        format!("before\n{page}")
    );
    summary(&[], "not/there.md").assert_refused(&["not/there.md could not be written"]);
}
