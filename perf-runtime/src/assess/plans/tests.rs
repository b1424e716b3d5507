use super::*;
use crate::measurement::examples::run;
use crate::probe::cost::Cost;
use crate::probe::shape::analyze;

const BY_STATUS: &str = "SELECT a FROM sessions WHERE status = ?";
const BY_ID: &str = "SELECT a FROM sessions WHERE id = ?";

fn shape(sql: &str) -> ShapeId {
    analyze(sql).shape.id
}

fn plan(scans: Vec<Scan>, indexes: &[&str]) -> Plan {
    Plan {
        tree: vec![tree::Node {
            text: "STEP".to_owned(),
            children: Vec::new(),
        }],
        says_scans: !scans.is_empty(),
        scans,
        indexes: indexes.iter().map(ToString::to_string).collect(),
        asked: Asked::Choice,
    }
}

fn scan(by: By) -> Scan {
    Scan {
        table: "sessions".to_owned(),
        by,
        remedy: Some("CREATE INDEX i ON sessions (status)".to_owned()),
    }
}

fn explained(plans: &[(&str, Result<Plan, &str>)]) -> Explanations {
    let explained = |(sql, plan): &(&str, Result<Plan, &str>)| Explained {
        shape: shape(sql),
        plan: plan.clone().map_err(str::to_owned),
    };
    Explanations {
        all: plans.iter().map(explained).collect(),
        indexes: vec![("idx_id".to_owned(), "sessions".to_owned())],
    }
}

fn runs() -> [Run; 1] {
    let mut run = run(&[(BY_STATUS, 2, 3), (BY_ID, 1, 1)]);
    run.queries.shapes[0].sum.costs.push(Some(Cost {
        rows_scanned: 1000,
        ..Cost::default()
    }));
    [run]
}

const NO_FULL_SCAN: Options = Options {
    no_full_scan: true,
    ..Options::NONE
};

/// The one finding on a run of the statements that were explained.
fn one(options: &Options, explanations: &Explanations) -> Finding {
    let [mut run] = runs();
    let is_explained = |shape: ShapeId| explanations.all.iter().any(|known| known.shape == shape);
    run.queries
        .shapes
        .retain(|shape| is_explained(shape.shape.id));
    let mut findings = findings(options, &[run], explanations, None);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

#[test]
fn a_full_scan_names_its_table_its_rows_and_its_remedy() {
    let explanations = explained(&[
        (BY_ID, Ok(plan(vec![], &["idx_id"]))),
        (BY_STATUS, Ok(plan(vec![scan(By::Rows)], &[]))),
    ]);
    let found = one(&NO_FULL_SCAN, &explanations);
    assert_eq!(found.status, Status::Fail);
    assert_eq!(
        found.text,
        "full scan of `sessions`: 1,000 rows scanned for 6 returned"
    );
    assert_eq!(found.shapes, [shape(BY_STATUS)]);
    assert_eq!(found.plans, [(shape(BY_STATUS), vec!["STEP".to_owned()])]);
    assert_eq!(
        found.advice.as_deref(),
        Some(
            "an index would serve: CREATE INDEX i ON sessions (status)\n\
             if `sessions` stays small, say so: `full_scan_ok = [\"sessions\"]`"
        )
    );
}

#[test]
fn a_table_may_be_excepted() {
    let explanations = explained(&[(BY_STATUS, Ok(plan(vec![scan(By::Rows)], &[])))]);
    let options = Options {
        full_scan_ok: &["Sessions"],
        ..NO_FULL_SCAN
    };
    let found = one(&options, &explanations);
    assert_eq!(
        (found.status, found.text.as_str()),
        (Status::Ok, "none in 1 statement")
    );
}

#[test]
fn other_ways_to_read_all_rows_are_named() {
    let text = |by| {
        let explanations = explained(&[(BY_ID, Ok(plan(vec![scan(by)], &[])))]);
        one(&NO_FULL_SCAN, &explanations).text
    };
    assert_eq!(
        text(By::Index("i".to_owned())),
        "scan of the whole index `i` of `sessions`"
    );
    assert_eq!(
        text(By::AutomaticIndex),
        "full scan of `sessions`, to make an index for this statement alone"
    );
}

#[test]
fn a_scan_that_no_plan_shows_is_told_by_its_rows() {
    let explanations = explained(&[(BY_STATUS, Ok(plan(vec![], &[])))]);
    let found = one(&NO_FULL_SCAN, &explanations);
    assert_eq!(found.status, Status::Fail);
    assert!(
        found
            .text
            .starts_with("a full scan that its plan does not show: 1,000 rows"),
        "{}",
        found.text
    );
}

#[test]
fn what_cannot_be_explained_is_no_pass_and_hides_no_failure() {
    let good = || plan(vec![], &["idx_id"]);
    let explanations = explained(&[(BY_ID, Ok(good())), ("CREATE TABLE a (b)", Err("why"))]);
    let found = one(&NO_FULL_SCAN, &explanations);
    assert_eq!(found.status, Status::Blind);
    assert_eq!(found.budget, "no_full_scan");
    assert_eq!(
        found.text,
        "1 of 2 statements could not be explained: inconclusive"
    );
    assert_eq!(found.advice.as_deref(), Some("why"));
    let explanations = explained(&[
        ("CREATE TABLE a (b)", Err("why")),
        (BY_STATUS, Ok(plan(vec![scan(By::Rows)], &[]))),
    ]);
    assert_eq!(one(&NO_FULL_SCAN, &explanations).status, Status::Fail);
}

#[test]
fn an_index_is_used_or_not_or_is_not_there() {
    let judged = |index: &'static str, explanations: &Explanations| {
        let options = Options {
            uses_index: Some(index),
            ..Options::NONE
        };
        let found = one(&options, explanations);
        (found.status, found.text)
    };
    let used = explained(&[
        (BY_ID, Ok(plan(vec![], &["idx_id"]))),
        (BY_STATUS, Ok(plan(vec![scan(By::Rows)], &[]))),
    ]);
    assert_eq!(
        judged("idx_id", &used),
        (
            Status::Ok,
            "`idx_id` is used by 1 of 2 statements".to_owned()
        )
    );
    assert_eq!(
        judged("idx_it", &used),
        (
            Status::Fail,
            "there is no index `idx_it` in the case's database".to_owned()
        )
    );
    let unused = explained(&[(BY_STATUS, Ok(plan(vec![], &[])))]);
    assert_eq!(
        judged("idx_id", &unused),
        (
            Status::Fail,
            "`idx_id` of `sessions` is used by none of 1 statement".to_owned()
        )
    );
    let unknown = explained(&[(BY_STATUS, Err("why"))]);
    assert_eq!(judged("idx_id", &unknown).0, Status::Blind);
}

#[test]
fn a_small_table_says_what_was_asked() {
    let asked = |scans| {
        let plan = Plan {
            asked: Asked::CanServe,
            ..plan(scans, &["idx_id"])
        };
        one(&NO_FULL_SCAN, &explained(&[(BY_ID, Ok(plan))]))
    };
    let (can, cannot) = (asked(vec![]), asked(vec![scan(By::Rows)]));
    assert_eq!((can.status, cannot.status), (Status::Ok, Status::Fail));
    assert!(can.text.contains("enable_seqscan = off"), "{}", can.text);
    assert!(
        cannot
            .advice
            .unwrap_or_default()
            .contains("enable_seqscan = off")
    );
}

#[test]
fn what_nobody_came_to_explain_is_no_pass() {
    let found = findings(&NO_FULL_SCAN, &runs(), &Explanations::default(), None);
    assert_eq!(found[0].status, Status::Blind);
    assert_eq!(
        found[0].text,
        "2 of 2 statements could not be explained: inconclusive"
    );
}

#[test]
fn nothing_seen_is_no_pass() {
    let found = findings(
        &NO_FULL_SCAN,
        &[run(&[])],
        &Explanations::default(),
        Some("why"),
    );
    assert_eq!(found[0].status, Status::Blind);
    assert_eq!(found[0].advice.as_deref(), Some("why"));
}
