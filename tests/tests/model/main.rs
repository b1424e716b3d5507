//! The fixture, run in each way in which its users run cases, beside a model of what must come out.
//!
//! `cases` says it for every case; `messages/` holds the message of every case in full, the same for
//! all databases and all ways of running. `MODEL=overwrite` writes the messages anew.

mod asked;
mod baselines;
mod binaries;
mod cases;
#[cfg(unix)]
mod interrupted;
mod logging;
mod messages;
mod nextest;
mod protocol;
mod record;
mod reports;
mod run;
mod schema;
mod side_by_side;
#[cfg(target_os = "linux")]
mod terminal;
mod trouble;

use std::{env, fs};

use cases::Way;
use perf_tests::messages::DATABASES;
use run::Run;

#[test]
fn cargo_test_does_what_the_model_says() {
    let run = run::cargo_test("fixture");
    assert_eq!(run.exit, Some(101));
    compare(&run, Way::Libtest);
}

#[test]
fn the_own_harness_does_what_the_model_says() {
    let run = run::cargo_test("fixture_own_harness");
    assert_eq!(run.exit, Some(101));
    compare(&run, Way::OwnHarness);
}

#[test]
fn nextest_does_what_the_model_says() {
    let Some(run) = nextest::run("fixture", &[]) else {
        return;
    };
    assert_eq!(run.exit, Some(100));
    compare(&run, Way::Nextest);
}

/// What nextest says of the cases of our own harness, which speaks libtest's protocol with it.
#[test]
fn nextest_with_the_own_harness_does_what_the_model_says() {
    let Some(run) = nextest::run("fixture_own_harness", &["-E", "test(/^(bodies|limits)::/)"])
    else {
        return;
    };
    assert_eq!(run.exit, Some(100));
    let model = cases::model(Way::Nextest, &[]);
    let is_asked = |name: &str| name.starts_with("bodies::") || name.starts_with("limits::");
    let asked = model.into_iter().filter(|(name, _)| is_asked(name));
    // nextest names what is ignored whether it was asked for or not.
    let seen = run.cases.into_iter().filter(|(name, _)| is_asked(name));
    cases::assert_same(&asked.collect(), &seen.collect());
}

/// nextest writes a JUnit report of its own, which has the message of a case.
#[test]
fn the_junit_report_of_nextest_has_the_message() {
    let folder = tempfile::tempdir().expect("there is room");
    let junit = folder.path().join("junit.xml");
    let config = folder.path().join("nextest.toml");
    let text = format!("[profile.default.junit]\npath = {junit:?}\n");
    fs::write(&config, text).expect("a file can be written");
    let config = config.to_str().expect("the path is UTF-8");
    let case = "sqlite::queries::a_query_for_each_company";
    let only = format!("test(={case})");
    let Some(run) = nextest::run("fixture", &["--config-file", config, "-E", &only]) else {
        return;
    };
    assert_eq!(run.exit, Some(100));
    let junit = fs::read_to_string(junit).expect("nextest has written it");
    let head = format!("<testcase name=\"{case}\" classname=\"perf-tests::fixture\"");
    assert!(junit.contains(&head), "{junit}");
    let failure = junit.split("<failure ").nth(1).expect("it failed");
    let failure = failure.split("</failure>").next().expect("it ends");
    let report = run.records[case]["report"].as_str().expect("it failed");
    for line in report.lines() {
        assert!(failure.contains(&xml(line)), "{line} is not in {failure}");
    }
}

fn xml(text: &str) -> String {
    let escapes = [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("'", "&apos;"),
        ("\"", "&quot;"),
    ];
    let escaped = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    escapes.into_iter().fold(text.to_owned(), escaped)
}

fn compare(run: &Run, way: Way) {
    schema::assert_kept(&run.records);
    let databases = run.databases();
    if env::var("MODEL").is_ok_and(|word| word == "overwrite") {
        messages::overwrite(&run.messages);
    }
    cases::assert_same(&cases::model(way, &databases), &run.cases);
    record::assert_whole(&run.records);
    record::assert_commit(&run.records);
    record::assert_places(&run.records);
    record::assert_allocations(&run.records);
    record::assert_shape_ids(&run.records);
    record::assert_costs(&run.records);
    record::assert_limits(&run.records);
    #[cfg(target_os = "linux")]
    record::assert_servers(&run.records);
    record::assert_growth(&run.records);
    messages::assert_same(&run.messages);
    // nextest shows no messages of cases that pass.
    if way != Way::Nextest && databases == DATABASES {
        messages::assert_all_seen(&run.messages);
    }
    let skipped = &run.records["bodies::its_fixture_is_absent"];
    assert_eq!(skipped["reason"], "there is no printer");
}
