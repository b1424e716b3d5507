use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::measurement::examples::run;
use crate::plan::{Asked, Explained};
use crate::probe::shape::analyze;

const LIST: (&str, u64, u64) = ("SELECT a FROM b", 1, 20);
const EACH: (&str, u64, u64) = ("SELECT c FROM d WHERE id = ?", 3, 1);

/// Any entry that runs may have come to, and some that only a person can have written.
pub(in crate::baseline) fn any_entry() -> impl Strategy<Value = Entry> {
    let figures = (
        option::of(0..5_u64),
        option::of(0..9_u64),
        "[a-z\" \\\\'é\t]{0,8}",
    );
    let key = (option::of(1..3_u64), "[0-9a-f]{2}");
    let on = prop_oneof![Just("here"), Just("there")];
    (
        btree_map(key, figures, 0..6),
        btree_map(("[0-9a-f]{2}", on.clone()), vec("[a-z]{0,4}", 0..3), 0..4),
        btree_map((option::of(1..3_u64), on), (0..5_u64, 0..9_u64), 0..4),
    )
        .prop_map(|(queries, plans, allocations)| {
            let mut entry = Entry::default();
            for ((size, shape), (count, rows, sql)) in queries {
                entry.queries.push(Statement {
                    size,
                    shape,
                    count,
                    rows,
                    sql,
                });
            }
            for ((shape, on), lines) in plans {
                let on = on.to_owned();
                entry.plans.push(Plan { shape, on, lines });
            }
            for ((size, on), (calls, bytes)) in allocations {
                entry.allocations.push(Allocations {
                    size,
                    on: on.to_owned(),
                    calls,
                    bytes,
                });
            }
            entry
        })
}

fn of(runs: &[Run]) -> Entry {
    Entry::of(
        &Options::NONE,
        runs,
        &Explanations::default(),
        &["sqlite".to_owned()],
    )
}

/// Size, SQL, how often and how many rows.
type Line<'a> = (Option<u64>, &'a str, Option<u64>, Option<u64>);

fn figures(entry: &Entry) -> Vec<Line<'_>> {
    let queries = entry.queries.iter();
    queries
        .map(|query| (query.size, query.sql.as_str(), query.count, query.rows))
        .collect()
}

#[test]
fn the_most_of_several_runs_counts_at_each_size() {
    let at = |size, statements: &[(&str, u64, u64)]| Run {
        size: Some(size),
        ..run(statements)
    };
    let entry = of(&[
        at(1, &[LIST, EACH]),
        at(1, &[("SELECT c FROM d WHERE id = ?", 2, 5)]),
        at(2, &[LIST]),
    ]);
    assert_eq!(
        figures(&entry),
        [
            (Some(1), LIST.0, Some(1), Some(20)),
            (Some(1), EACH.0, Some(3), Some(10)),
            (Some(2), LIST.0, Some(1), Some(20)),
        ]
    );
    assert_eq!(entry.queries[0].shape, analyze(LIST.0).shape.id.to_string());
    assert_eq!((entry.count(), entry.left_out()), (5, 0));
}

#[test]
fn what_is_not_the_same_each_time_is_left_out() {
    let passes = [
        of(&[run(&[LIST, EACH])]),
        of(&[run(&[LIST, ("SELECT c FROM d WHERE id = ?", 3, 2)])]),
        of(&[run(&[("UPDATE b SET a = 1", 1, 0), EACH, LIST])]),
    ];
    let common = Entry::in_common(&passes);
    assert_eq!(
        figures(&common),
        [
            (None, LIST.0, Some(1), Some(20)),
            (None, EACH.0, Some(3), None),
            (None, "UPDATE b SET a = ?", None, None),
        ]
    );
    assert_eq!(common.left_out(), 2);
    // It stays out, until a person takes its line out.
    let later = of(&[run(&[LIST, EACH])]).in_place_of(&common);
    assert_eq!(
        figures(&later),
        [
            (None, LIST.0, Some(1), Some(20)),
            (None, EACH.0, Some(3), None)
        ]
    );
}

#[test]
fn allocations_are_of_the_threads_of_the_case_alone() {
    let took = |heap| Run { heap, ..run(&[]) };
    let heap = Heap {
        allocations: 2,
        reallocations: 1,
        bytes: 80,
        ..Heap::default()
    };
    let options = Options {
        max_allocs: Some(5),
        ..Options::NONE
    };
    let seen = |options: &Options, runs: &[Run], engines: &[String]| {
        let entry = Entry::of(options, runs, &Explanations::default(), engines);
        let figures = |it: &Allocations| (it.calls, it.bytes);
        entry.allocations.first().map(figures)
    };
    let runs = [took(Some(Heap::default())), took(Some(heap))];
    assert_eq!(seen(&options, &runs, &[]), Some((3, 80)));
    assert_eq!(seen(&Options::NONE, &runs, &[]), None);
    assert_eq!(seen(&options, &runs, &["sqlite".to_owned()]), None);
    assert_eq!(seen(&options, &[took(None)], &[]), None);
    let guests = Heap {
        has_guests: true,
        ..heap
    };
    assert_eq!(seen(&options, &[took(Some(guests))], &[]), None);
    let with_query = Run {
        heap: Some(heap),
        ..run(&[LIST])
    };
    assert_eq!(seen(&options, &[with_query], &[]), None);
}

#[test]
fn plans_are_of_a_version() {
    let explained = |sql: &str, text: &str| Explained {
        shape: analyze(sql).shape.id,
        plan: Ok(crate::plan::Plan {
            tree: vec![tree::Node {
                text: text.to_owned(),
                children: Vec::new(),
            }],
            scans: Vec::new(),
            indexes: Vec::new(),
            asked: Asked::Choice,
            says_scans: false,
        }),
    };
    let explanations = Explanations {
        all: vec![
            explained("SELECT a FROM b WHERE c = 1", "SEARCH b"),
            explained("SELECT a FROM b WHERE c = 2", "SCAN b"),
            explained("SELECT a FROM b WHERE c = 3", "SCAN b"),
        ],
        indexes: Vec::new(),
    };
    let engines = ["postgres 15.4, private server".to_owned()];
    let entry = Entry::of(&Options::NONE, &[], &explanations, &engines);
    let plan = &entry.plans[0];
    assert_eq!(
        (entry.plans.len(), plan.on.as_str(), plan.lines.join("; ")),
        (1, "postgres 15.4", "SCAN b; SEARCH b".to_owned())
    );
}

#[test]
fn other_builds_are_kept_while_this_one_has_figures() {
    let took = |on: &str, calls| Allocations {
        size: None,
        on: on.to_owned(),
        calls,
        bytes: 8,
    };
    let with = |allocations| Entry {
        allocations,
        ..Entry::default()
    };
    let kept = with(vec![took("debug", 1), took("release", 2)]);
    let now = with(vec![took("debug", 5)]);
    let calls = |entry: &Entry| -> Vec<_> { entry.allocations.iter().map(|it| it.calls).collect() };
    assert_eq!(calls(&now.clone().in_place_of(&kept)), [5, 2]);
    assert_eq!(calls(&kept.clone().with_others(&now)), [1, 2]);
    assert_eq!(calls(&with(vec![]).in_place_of(&kept)), [0; 0]);
    assert_eq!(calls(&with(vec![]).with_others(&kept)), [1, 2]);
}

#[test]
fn what_is_said_of_other_sizes_can_be_left_out() {
    let at = |size, count| Run {
        size: Some(size),
        ..run(&[("SELECT a FROM b", count, 1)])
    };
    let entry = of(&[at(10, 1), at(100, 2), at(1000, 4)]);
    assert_eq!(entry.clone().at_sizes(&[10, 100]).count(), 3);
    assert_eq!(entry.clone().at_sizes(&[]), entry);
}

#[test]
fn a_database_is_known_by_its_kind() {
    for (engine, expected) in [
        ("sqlite", "sqlite"),
        ("postgres 15.4, private server", "postgres"),
        ("MySQL 8.4", "mysql"),
        ("MariaDB 10.11.6, private server", "mysql"),
    ] {
        assert_eq!(kind(engine), expected);
    }
}
