//! Reports of records that are there.

use std::fs;

use crate::program::{end, folder, perf, read, record, write};

const MONDAY: &str = "perf/runs/monday/shop.one.list.json";

#[test]
fn all_reports_are_made_and_named() {
    let folder = folder(&[(MONDAY, &record("one", "list", "failed"))]);
    let ended = end(&mut perf(folder.path(), &["report", "--dir", "perf"]));
    // Whether tests failed is what `run` says; here the reports were made.
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    for path in ended.out.lines() {
        assert!(read(path.as_ref()).contains("list"), "{path}");
    }
    let names = |path: &str| {
        let entries = fs::read_dir(folder.path().join(path)).expect("a folder");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry.expect("an entry")))
            .collect();
        names.sort();
        names
    };
    for name in ["junit.xml", "metrics.txt", "results.json", "summary.md"] {
        assert!(names("perf/report").contains(&name.to_owned()), "{name}");
    }
    // The same once more, over what is there.
    let again = end(&mut perf(folder.path(), &["report", "--dir", "perf"]));
    assert_eq!((again.code, again.out), (Some(0), ended.out));
}

#[test]
fn one_report_is_made_where_it_is_asked_for() {
    let folder = folder(&[(MONDAY, &record("one", "list", "passed"))]);
    let words = [
        "report",
        "--dir",
        "perf",
        "--report",
        "junit",
        "--output",
        "out/of it",
    ];
    let ended = end(&mut perf(folder.path(), &words));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let path = folder.path().join("out/of it/junit.xml");
    assert!(read(&path).contains("<testcase name=\"list\" classname=\"shop::one\""));
    assert!(!folder.path().join("perf/report").exists());
}

#[test]
fn the_environment_asks_for_reports_too() {
    let folder = folder(&[(MONDAY, &record("one", "list", "passed"))]);
    let mut command = perf(folder.path(), &["report"]);
    command
        .env("PERF_DIR", "perf")
        .env("PERF_REPORT", "junit,markdown");
    let ended = end(&mut command);
    assert_eq!(
        (ended.code, ended.out.lines().count()),
        (Some(0), 2),
        "{ended:?}"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_reported() {
    let folder = folder(&[
        (MONDAY, &record("one", "list", "passed")),
        ("perf/runs/monday/broken.json", "{\"schema\": 1"),
        (
            "perf/runs/monday/newer.json",
            "{\"schema\": 7, \"name\": []}",
        ),
        (
            "perf/runs/monday/cut.begun",
            r#"{"schema":1,"package":"shop","name":"cut","file":"shop/tests/one.rs","line":9}"#,
        ),
    ]);
    let ended = end(&mut perf(folder.path(), &["report", "--dir", "perf"]));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for told in [
        "broken.json is no record of a case",
        "newer.json is of schema 7, and this is a reader of schema 1",
        "`cut` of shop began and did not end",
    ] {
        assert!(ended.err.contains(told), "{told}: {ended:?}");
    }
    assert_eq!(ended.err.lines().count(), 3, "{ended:?}");
    // They are no reason for a green report.
    let junit = read(&folder.path().join("perf/report/junit.xml"));
    assert!(
        junit.contains("tests=\"4\" skipped=\"0\" failures=\"0\" errors=\"3\""),
        "{junit}"
    );
    let broken = read(&folder.path().join("perf/runs/monday/broken.json"));
    assert_eq!(broken, "{\"schema\": 1");
}

#[test]
fn the_latest_run_is_reported_unless_another_is_named() {
    let folder = folder(&[(MONDAY, &record("one", "of_monday", "passed"))]);
    let tuesday = folder.path().join("perf/runs/tuesday");
    write(
        &tuesday.join("shop.one.list.json"),
        &record("one", "of_tuesday", "passed"),
    );
    // Both may have been made within one tick of the clock.
    let later = std::time::SystemTime::now() + std::time::Duration::from_mins(1);
    fs::File::open(&tuesday)
        .and_then(|folder| folder.set_modified(later))
        .expect("the time can be set");
    let listed = end(&mut perf(
        folder.path(),
        &["report", "--dir", "perf", "--list"],
    ));
    assert_eq!(listed.out, "tuesday\nmonday\n");
    for (more, name) in [
        (&[][..], "of_tuesday"),
        (&["--run", "monday"][..], "of_monday"),
    ] {
        let words = [&["report", "--dir", "perf"][..], more].concat();
        assert_eq!(end(&mut perf(folder.path(), &words)).code, Some(0));
        assert!(read(&folder.path().join("perf/report/junit.xml")).contains(name));
    }
}
