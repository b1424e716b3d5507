//! Each report of one small run, in whole, and what holds for the form of each.

mod junit;
mod markdown;
mod metrics;
mod schema;

use std::path::Path;

use super::past::{Course, Moment, Turn};
use super::{Format, github};
use crate::store::Run;
use crate::store::record::Record;
use crate::testing::assert_golden;

/// A run with a case of every kind; the path is relative, since problems name it.
pub(super) fn monday() -> Run {
    let mut run =
        Run::read(Path::new("src/report/formats/testdata/monday")).expect("the folder is there");
    for problem in &mut run.problems {
        // As it is everywhere.
        if let crate::store::Problem::Schema { path, .. } = problem {
            *path = path.to_string_lossy().replace('\\', "/").into();
        }
    }
    run
}

/// A run of nothing.
pub(super) fn nothing() -> Run {
    Run {
        name: "nothing".to_owned(),
        records: Vec::new(),
        unfinished: Vec::new(),
        problems: Vec::new(),
    }
}

/// A time of eight runs, six hours apart, that changed with the sixth.
pub(super) fn course() -> Course {
    let point = |number: u32| Moment {
        value: if number < 5 { 10.0 } else { 15.0 },
        text: if number < 5 { "10.0 ms" } else { "15.0 ms" }.to_owned(),
        began_unix_ms: 1_789_971_200_000 + 21_600_000 * u64::from(number),
        commit: format!("c{number}"),
    };
    Course {
        metric: "ms".to_owned(),
        points: (0..8).map(point).collect(),
        changes: vec![Turn {
            at: 5,
            word: "worse",
            growth: "+50 %".to_owned(),
            from: "10.0 ms".to_owned(),
            to: "15.0 ms".to_owned(),
        }],
    }
}

/// One case of the run was run before.
fn past(records: &[&Record]) -> Vec<Vec<Course>> {
    let known = |record: &&Record| (record.name == "browse").then(course);
    let of = |record| known(record).into_iter().collect();
    records.iter().map(of).collect()
}

fn golden(format: Format) {
    let path = format!("src/report/formats/testdata/{}", format.file_name());
    assert_golden(&path, &format.render(&monday(), &mut past));
}

#[test]
fn html_is_as_before() {
    golden(Format::Html);
}

#[test]
fn junit_is_as_before() {
    golden(Format::Junit);
}

#[test]
fn markdown_is_as_before() {
    golden(Format::Markdown);
}

#[test]
fn metrics_are_as_before() {
    golden(Format::Metrics);
}

#[test]
fn lines_for_github_are_as_before() {
    let path = "src/report/formats/testdata/github.txt";
    assert_golden(path, &github::annotations(&monday(), ""));
}

#[test]
fn the_same_records_give_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(
            format.render(&monday(), &mut past),
            format.render(&monday(), &mut past)
        );
        assert!(!format.render(&nothing(), &mut past).is_empty());
    }
}

#[test]
fn reports_are_asked_for_by_name() {
    assert_eq!(
        Format::of_list("junit, markdown"),
        Ok(vec![Format::Junit, Format::Markdown])
    );
    assert_eq!(Format::of_list("junit,pdf"), Err("pdf".to_owned()));
    for word in Format::words().split(", ") {
        assert_eq!(Format::of_list(word).map(|list| list.len()), Ok(1));
    }
}
