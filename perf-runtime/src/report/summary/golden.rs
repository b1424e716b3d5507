//! The whole of the summary on pages of several widths.

use std::time::Duration;

use super::{Row, Summary};
use crate::harness::fake;
use crate::options::Severity;
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::verdict::{Finding, Status, Verdict};

fn row(path: &'static str, ms: u64, category: &'static str, findings: Vec<Finding>) -> Row {
    let case = fake::with(path, |case| {
        case.options.category = Some(category);
        case.options.max_queries = Some(3);
        case.options.severity = (category == "api").then_some(Severity::High);
    });
    let verdict = Verdict::of(&findings, false, &crate::envs::Envs::default());
    let failed = verdict == Verdict::Failed;
    let mut report = fake::report(case, verdict);
    report.findings = findings;
    Row::of(&report, failed, Duration::from_millis(ms))
}

fn rows() -> Vec<Row> {
    let finding = |budget: &str, status, figure, limit| {
        let text = "41 of them by one shape, measured alone; not judged, the machine was too busy";
        Finding::new(budget, status, text).figures(figure, limit)
    };
    vec![
        row(
            "technologies::with_repositories::first_page",
            1200,
            "api",
            vec![
                finding("max_ms", Status::Ok, 14.2, 500.0),
                finding("max_peak", Status::Ok, 90_000.0, 1_048_576.0),
            ],
        ),
        row(
            "users::by_name",
            80,
            "records",
            vec![finding("p95_ms", Status::Inconclusive, 1234.0, 1000.0)],
        ),
        row(
            "users::leaks",
            310,
            "records",
            vec![finding("max_leak", Status::Fail, 65_536.0, 0.0)],
        ),
    ]
}

fn text(page: Page) -> String {
    let rows = rows();
    let summary = Summary {
        rows: rows.iter().collect(),
        ignored: vec![Some(
            "takes an hour, so it runs by night, when nobody waits for it",
        )],
        asked: Some("quick mode; severity medium or worse: 12 cases left out".to_owned()),
        records: Some("/home/ada/shop/target/perf/runs/1763750000-4711".to_owned()),
    };
    summary.render(page)
}

fn plain(width: usize) -> String {
    text(Page {
        palette: Palette::plain(),
        width,
    })
}

/// Three pages, and what must stand on them.
const PAGES: [(usize, &str); 3] = [
    (120, include_str!("golden/120.txt")),
    (80, include_str!("golden/80.txt")),
    (60, include_str!("golden/60.txt")),
];

#[test]
fn as_much_as_fits_is_shown() {
    for (width, expected) in PAGES {
        assert_eq!(plain(width), expected, "{width}");
        let longest = expected
            .lines()
            .filter(|line| !line.contains("records  "))
            .map(|line| line.chars().count());
        assert!(longest.max() <= Some(width), "{width}");
    }
}

#[test]
fn a_file_has_it_all() {
    let endless = Page::endless(Palette::plain());
    assert!(text(endless).lines().any(|line| line.len() > 120));
    assert_eq!(text(endless), text(endless));
}

#[test]
fn colour_changes_no_word() {
    let mut colored = text(Page {
        palette: Palette::colored(),
        width: 80,
    });
    while let Some(start) = colored.find('\u{1b}') {
        let end = colored[start..].find('m').expect("the end of an escape");
        colored.replace_range(start..=start + end, "");
    }
    assert_eq!(colored, plain(80));
}
