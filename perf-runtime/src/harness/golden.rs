//! The whole output of a run of cases of every kind, compared in whole.

use std::time::Duration;

use super::args::Format;
use super::attempt::Attempts;
use super::event::Event;
use super::fake;
use super::printer::{Printer, Reports, Style, Table};
use super::select::Filter;
use crate::case::{Case, Ignore, ShouldPanic};
use crate::case_report::CaseReport;
use crate::options::Severity;
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::verdict::{Finding, Status, Verdict};

const PLAIN: fn() -> Style = || Style {
    format: Format::Pretty,
    page: Page {
        palette: Palette::plain(),
        width: 80,
    },
    serial: false,
    reports: Reports::Failures,
    report_time: false,
    table: None,
};

fn table() -> Table {
    Table {
        asked: None,
        records: Some("target/perf/runs/1".to_owned()),
    }
}

/// One case of every kind, in the order of their names.
fn cases() -> Vec<&'static Case> {
    let twin = |path, should_panic| fake::with(path, |case| case.should_panic = should_panic);
    vec![
        fake::with("api::inconclusive", |case| {
            case.options.category = Some("api");
        }),
        fake::with("api::over", |case| {
            case.options.category = Some("api");
            case.options.max_queries = Some(2);
            case.options.severity = Some(Severity::Critical);
        }),
        fake::with("ignored::because", |case| {
            case.ignore = Ignore::Because("takes an hour");
        }),
        fake::with("ignored::plainly", |case| case.ignore = Ignore::Yes),
        fake::case("passed"),
        fake::case("skipped"),
        twin("twins::other", ShouldPanic::With("max_rows")),
        twin("twins::over", ShouldPanic::With("budget 2")),
        twin("twins::within", ShouldPanic::Yes),
        fake::case("warned"),
    ]
}

fn run(case: &'static Case) -> CaseReport {
    let verdict = match case.name {
        "over" | "other" => Verdict::Failed,
        "inconclusive" => Verdict::Inconclusive,
        "skipped" => Verdict::Skipped("no Postgres: set DATABASE_URL".to_owned()),
        _ => Verdict::Passed,
    };
    let mut report = fake::report(case, verdict);
    match case.name {
        "inconclusive" => report.findings.push(
            Finding::new(
                "max_ms",
                Status::Inconclusive,
                "14.2 ms of 10 ms once; not judged",
            )
            .figures(14.2, 10.0),
        ),
        "over" => report.findings.push(
            Finding::new("max_queries", Status::Fail, "3 queries, budget 2").figures(3.0, 2.0),
        ),
        "warned" => report.findings.push(Finding::new(
            "n_plus_one",
            Status::Warn,
            "perhaps: 21 queries of one shape",
        )),
        "skipped" => report.runs.clear(),
        _ => {}
    }
    report
}

fn render(report: &CaseReport, _: Page) -> String {
    format!("perf: {}: 3 queries, budget 2", report.case.name)
}

/// What is printed on standard output and on standard error.
fn printed(cases: &[&'static Case], style: Style) -> (String, String) {
    let attempts = Attempts {
        run: &run,
        render: &render,
        page: style.page,
        all_output: style.reports != Reports::Failures,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut printer = Printer::new(style, &mut out, &mut err);
    let mut print = |event| printer.print(event).expect("a vector takes everything");
    print(Event::Begun { cases: cases.len() });
    for (index, selected) in Filter::default().select(cases).cases.iter().enumerate() {
        print(Event::CaseBegun {
            name: selected.name.clone(),
            title: selected.title(),
            category: selected.case.options.category,
        });
        let mut ended = attempts.attempt(selected);
        if let Some(row) = &mut ended.row {
            row.elapsed = Duration::from_millis(100 * index as u64);
        }
        print(Event::CaseEnded(Box::new(ended)));
    }
    print(Event::Ended {
        filtered_out: 2,
        elapsed: Duration::from_millis(1234),
    });
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(out), text(err))
}

const FAILURES: &str = "
failures:

---- api::over stdout ----
Error: perf: over: 3 queries, budget 2

---- twins::other stdout ----
Error: perf: other: 3 queries, budget 2
note: panic did not contain expected string
      panic message: the report of the case
 expected substring: \"max_rows\"

---- twins::within stdout ----
perf: within: 3 queries, budget 2
note: test did not panic as expected at tests/suite.rs:7


failures:
    api::over
    twins::other
    twins::within

test result: FAILED. 4 passed; 3 failed; 3 ignored; 0 measured; 2 filtered out; finished in 1.23s

";

const LINES: &str = "
running 10 tests
api
test api::inconclusive ... ok
test api::over ... FAILED
other
test ignored::because ... ignored, takes an hour
test ignored::plainly ... ignored
test passed ... ok
test skipped ... ignored, skipped: no Postgres: set DATABASE_URL
test twins::other - should panic ... FAILED
test twins::over - should panic ... ok
test twins::within - should panic ... FAILED
test warned ... ok
";

const TABLE: &str = "\
case                 queries  time
api
  api::inconclusive  0        14.2 ms of 10 ms  inconclusive
  api::over          0 of 2   3.00 ms           FAILED
other
  passed             0        3.00 ms           ok
  skipped                                       skipped
  twins::other       0        3.00 ms           FAILED
  twins::over        0        3.00 ms           ok (failed)
  twins::within      0        3.00 ms           FAILED
  warned             0        3.00 ms           warn

category    passed  warned  failed  inconclusive  skipped  pass rate
  api            -       -       1             1        -        0 %
  other          2       1       2             -        1       60 %
severity
  critical       -       -       1             -        -        0 %
  medium         2       1       2             1        1       50 %

perf: 3 passed (1 with a warning), 3 failed, 1 inconclusive, 1 skipped, 2 ignored
  pass rate     42.8 % of 7 cases
  skipped       1 case: no Postgres: set DATABASE_URL
  ignored       1 case: no reason given
  ignored       1 case: takes an hour
  inconclusive  api::inconclusive: max_ms 14.2 ms of 10 ms once; not judged
  warning       warned: n_plus_one perhaps: 21 queries of one shape
  slowest       900 ms warned, 800 ms twins::within, 700 ms twins::over, 600 ms
                twins::other, 400 ms passed (with fixtures)
  records       target/perf/runs/1
";

#[test]
fn a_line_a_case_and_the_table() {
    let (out, err) = printed(
        &cases(),
        Style {
            table: Some(table()),
            ..PLAIN()
        },
    );
    assert_eq!(out, [LINES, FAILURES, TABLE].concat());
    assert_eq!(err, "");
}

#[test]
fn one_after_the_other_looks_the_same() {
    let style = Style {
        serial: true,
        table: Some(table()),
        ..PLAIN()
    };
    let (out, _) = printed(&cases(), style);
    assert_eq!(out, [LINES, FAILURES, TABLE].concat());
}

/// As nextest sees one of them: libtest's lines, and nothing else.
#[test]
fn without_the_table_there_are_no_headings() {
    let lines = LINES.replace("\napi\n", "\n").replace("\nother\n", "\n");
    assert_eq!(printed(&cases(), PLAIN()).0, [&lines, FAILURES].concat());
}

#[test]
fn a_character_a_case() {
    let characters = "
running 10 tests
. 1/10
api::over --- FAILED
ii.i 6/10
twins::other --- FAILED
. 8/10
twins::within --- FAILED
.";
    assert_eq!(
        printed(
            &cases(),
            Style {
                format: Format::Terse,
                ..PLAIN()
            }
        )
        .0,
        [characters, FAILURES].concat()
    );
}

#[test]
fn a_long_line_of_characters_is_broken_as_libtest_breaks_it() {
    let cases: Vec<_> = std::iter::repeat_n(fake::case("passed"), 90).collect();
    let (out, _) = printed(
        &cases,
        Style {
            format: Format::Terse,
            ..PLAIN()
        },
    );
    let result = "\ntest result: ok. 90 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 1.23s\n\n";
    assert_eq!(
        out,
        format!("\nrunning 90 tests\n{} 87/90\n...{result}", ".".repeat(87))
    );
}

#[test]
fn without_capture_reports_go_to_standard_error_at_once() {
    let selected: Vec<_> = cases()
        .into_iter()
        .filter(|case| ["over", "passed"].contains(&case.name))
        .collect();
    for serial in [false, true] {
        let (out, err) = printed(
            &selected,
            Style {
                reports: Reports::AtOnce,
                serial,
                ..PLAIN()
            },
        );
        let lines = "
running 3 tests
test api::over ... FAILED
test passed ... ok
test twins::over - should panic ... ok

failures:

failures:
    api::over

test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out; finished in 1.23s

";
        assert_eq!(out, lines);
        let reports = "\
Error: perf: over: 3 queries, budget 2
perf: passed: 3 queries, budget 2
Error: perf: over: 3 queries, budget 2
";
        assert_eq!(err, reports);
    }
}

#[test]
fn output_of_cases_that_passed_and_times_on_demand() {
    let style = Style {
        reports: Reports::All,
        report_time: true,
        table: Some(table()),
        ..PLAIN()
    };
    let (out, _) = printed(
        &[
            fake::case("a"),
            fake::case("b"),
            fake::with("c", |case| case.ignore = Ignore::Yes),
        ],
        style,
    );
    let lines = "
running 3 tests
test a ... ok <0.000s>
test b ... ok <0.100s>
test c ... ignored

successes:

---- a stdout ----
perf: a: 3 queries, budget 2

---- b stdout ----
perf: b: 3 queries, budget 2


successes:
    a
    b

test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 1.23s

case  queries  time
  a   0        3.00 ms  ok
  b   0        3.00 ms  ok

perf: 2 passed, 1 ignored
  pass rate     100 % of 2 cases
  ignored       1 case: no reason given
  slowest       100 ms b, 0.000 ms a (with fixtures)
  records       target/perf/runs/1
";
    assert_eq!(out, lines);
}

#[test]
fn colour_where_it_is_asked_for() {
    let (out, _) = printed(
        &[fake::case("a")],
        Style {
            page: Page::endless(Palette::colored()),
            ..PLAIN()
        },
    );
    assert!(out.contains("test a ... \u{1b}[32mok\u{1b}["), "{out:?}");
}

#[test]
fn one_test_and_none() {
    let result = |passed| {
        format!(
            "\ntest result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 1.23s\n\n"
        )
    };
    let one = format!("\nrunning 1 test\ntest passed ... ok\n{}", result(1));
    assert_eq!(printed(&[fake::case("passed")], PLAIN()).0, one);
    let style = Style {
        table: Some(table()),
        ..PLAIN()
    };
    assert_eq!(
        printed(&[], style).0,
        format!("\nrunning 0 tests\n{}", result(0))
    );
}
