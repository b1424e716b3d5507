//! What the page shows of a run, and that nothing in it gets out of its place.

use std::collections::BTreeSet;

use serde_json::json;

use super::anchor::Anchors;
use super::mark::Mark;
use super::row::{Cell, Row};
use super::{render, rows};
use crate::report::formats::tests::{course, monday, nothing};
use crate::report::past::unknown;
use crate::store::Run;
use crate::store::record::{Record, RecordedFinding};
use crate::verdict::Status;

/// The row of the case whose name ends so.
fn row(run: &Run, name: &str) -> Row {
    let found = rows(run)
        .into_iter()
        .find(|(record, _)| record.name.ends_with(name));
    found.unwrap_or_else(|| panic!("no {name}")).1
}

fn shown(cell: &Cell) -> (String, bool) {
    (format!("{}{}", cell.value, cell.limit), cell.is_bad)
}

#[test]
fn cases_are_marked_as_tests_end() {
    let run = monday();
    for (name, mark) in [
        ("bodies::passes", Mark::Passed),
        ("bodies::must_panic_and_does", Mark::FailedAsExpected),
        ("bodies::must_panic_and_does_not", Mark::Failed),
        ("bodies::nobody_can_say", Mark::Inconclusive),
        ("bodies::its_fixture_is_absent", Mark::Skipped),
        ("limits::a_soft_limit_on_time_warns", Mark::Warned),
        ("sqlite::queries::a_query_for_each_company", Mark::Failed),
    ] {
        assert_eq!(row(&run, name).mark, mark, "{name}");
    }
}

#[test]
fn figures_stand_beside_their_limits() {
    let mut run = monday();
    let record = run
        .records
        .iter_mut()
        .find(|record| record.name.ends_with("bodies::passes"))
        .expect("there is one");
    let finding = |budget: &str, figure: f64, status: Status| -> RecordedFinding {
        let finding = json!({
            "budget": budget, "status": status, "text": "", "figure": figure, "limit": 20.0, "shapes": [],
        });
        serde_json::from_value(finding).expect("it is a finding")
    };
    record.findings = vec![
        finding("max_ms", 14.2, Status::Ok),
        finding("p99_9_ms", 30.0, Status::Fail),
        finding("p95_pool_wait_ms", 90.0, Status::Fail),
        finding("max_queries", 4.0, Status::Ok),
        finding("max_peak", 4.0, Status::Fail),
    ];
    let row = row(&run, "bodies::passes");
    assert_eq!(
        shown(&row.time),
        ("30.0 ms of 20 ms (p99.9)".to_owned(), true)
    );
    assert!(row.bar.is_some_and(|bar| bar.figure > bar.limit));
    assert!(shown(&row.queries).0.ends_with(" of 20"));
    assert_eq!(shown(&row.memory), ("4 B of 20 B".to_owned(), true));
}

#[test]
fn links_are_of_one_case_each() {
    let run = monday();
    let anchors: BTreeSet<_> = rows(&run).into_iter().map(|(_, row)| row.anchor).collect();
    assert_eq!(anchors.len(), run.records.len());
    assert!(
        anchors.contains("case-shop.performance.bodies.passes"),
        "{anchors:?}"
    );
    let mut record = run.records[0].clone();
    record.name = "a<b>::\"c\" d".to_owned();
    let mut anchors = Anchors::default();
    let [first, second] = [(); 2].map(|()| anchors.of(&record));
    assert!(
        first.ends_with(".a_b_._c__d") && second == format!("{first}~2"),
        "{first}"
    );
}

#[test]
fn what_is_missing_is_told() {
    let page = render(&monday(), &mut unknown);
    assert!(page.contains("This report is not complete"));
    assert!(page.contains("bodies::was_cut_off"));
    assert!(page.contains("is of schema"));
    let whole = Run {
        unfinished: Vec::new(),
        problems: Vec::new(),
        ..monday()
    };
    let whole = render(&whole, &mut unknown);
    assert!(!whole.contains("This report is not complete"));
}

#[test]
fn a_run_of_nothing_is_a_page() {
    let page = render(&nothing(), &mut unknown);
    assert!(page.contains("of 0 cases passed") && page.ends_with("</html>\n"));
}

/// Whatever text stands where a text may stand.
#[test]
fn no_text_is_markup() {
    const EVIL: &str = "</script></pre><script>alert(1)</script>\" onload='";
    let mut run = monday();
    for record in &mut run.records {
        *record = evil(record, EVIL);
    }
    run.unfinished[0].name = EVIL.to_owned();
    let mut course = course();
    course.metric = EVIL.to_owned();
    course.points[7].commit = EVIL.to_owned();
    let page = render(&run, &mut |records| {
        vec![vec![course.clone()]; records.len()]
    });
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert!(page.contains("&#60;script&#62;alert(1)"), "it is shown");
    assert!(!page.contains("alert(1)</") && !page.contains("\" onload"));
}

/// The record with this text for all texts but those that are words of ours.
fn evil(record: &Record, text: &str) -> Record {
    use serde_json::Value;
    const WORDS: [&str; 12] = [
        "kind", "severity", "verdict", "outcome", "status", "ending", "class", "cause", "state",
        "id", "shapes", "shape",
    ];
    fn replace(value: &mut Value, text: &str) {
        match value {
            Value::String(old) => text.clone_into(old),
            Value::Array(values) => values.iter_mut().for_each(|value| replace(value, text)),
            Value::Object(values) => {
                let texts = values.iter_mut().filter(|(key, value)| {
                    !WORDS.contains(&key.as_str())
                        || matches!(value, Value::Object(_))
                        || is_objects(value)
                });
                texts.for_each(|(_, value)| replace(value, text));
            }
            _ => {}
        }
    }
    fn is_objects(value: &Value) -> bool {
        value
            .as_array()
            .is_some_and(|values| values.iter().any(Value::is_object))
    }
    let mut value = serde_json::to_value(record).expect("a record is JSON");
    replace(&mut value, text);
    serde_json::from_value(value).expect("it is a record still")
}
