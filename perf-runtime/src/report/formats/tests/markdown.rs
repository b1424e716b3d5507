//! What a page of Markdown must keep.

use super::super::markdown::within;
use super::{monday, nothing};
use crate::report::Format;
use crate::report::formats::told::Totals;
use crate::report::past::unknown;
use crate::store::Run;

/// The run with its cases so many times over.
fn often(times: usize) -> Run {
    let mut run = monday();
    run.records = vec![run.records; times].concat();
    run.unfinished = vec![run.unfinished; times].concat();
    run
}

#[test]
fn it_fits_where_it_is_shown_and_says_what_was_left_out() {
    for (bytes, times) in [(1 << 20, 1000), (10_000, 10), (3_000, 1)] {
        let text = within(&often(times), bytes);
        assert!(text.len() <= bytes, "{} bytes of {bytes}", text.len());
        assert!(
            text.contains("more details are in the other reports_"),
            "{text}"
        );
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
    }
    assert_eq!(within(&monday(), 0), "");
}

#[test]
fn a_row_has_as_many_columns_as_its_table() {
    let text = Format::Markdown.render(&monday(), &mut unknown);
    let outside: Vec<_> = text.split("```").step_by(2).collect();
    let rows = outside
        .iter()
        .flat_map(|part| part.lines())
        .filter(|line| line.starts_with('|'));
    let columns: Vec<_> = rows.map(|row| row.matches('|').count() - 1).collect();
    assert!(
        columns.len() > 10 && columns.iter().all(|columns| [3, 4].contains(columns)),
        "{columns:?}"
    );
    assert!(!outside.concat().contains("<script>") && !outside.concat().contains("@team"));
}

#[test]
fn the_head_says_how_it_went() {
    let head = |run: &Run| {
        Format::Markdown
            .render(run, &mut unknown)
            .lines()
            .next()
            .map(str::to_owned)
    };
    assert_eq!(
        head(&nothing()).as_deref(),
        Some("## perf: no case was recorded")
    );
    assert_eq!(
        head(&monday()).as_deref(),
        Some("## perf: 5 of 12 cases failed")
    );
    let mut passed = monday();
    passed
        .records
        .retain(|record| record.name == "bodies::passes");
    passed.unfinished.clear();
    assert_eq!(
        head(&passed).as_deref(),
        Some("## perf: none of 1 case failed")
    );
}

#[test]
fn each_case_is_counted_once() {
    let totals = Totals::of(&monday());
    let expected = Totals {
        passed: 4,
        failed: 5,
        inconclusive: 1,
        partial: 0,
        skipped: 1,
        unfinished: 1,
        warned: 1,
    };
    assert_eq!(totals, expected);
}
