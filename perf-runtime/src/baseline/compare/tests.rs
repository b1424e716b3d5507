use proptest::prelude::*;

use super::super::entry::tests::any_entry;
use super::*;

fn statement(
    shape: &str,
    count: impl Into<Option<u64>>,
    rows: impl Into<Option<u64>>,
) -> Statement {
    Statement {
        size: None,
        shape: shape.to_owned(),
        count: count.into(),
        rows: rows.into(),
        sql: shape.to_uppercase(),
    }
}

fn entry(queries: Vec<Statement>) -> Entry {
    Entry {
        queries,
        ..Entry::default()
    }
}

/// Each difference in words, and whether all of it is less.
fn told(before: &Entry, now: &Entry) -> (Vec<String>, bool) {
    let changes = changes(before, now);
    let in_words = |change: &Change| format!("{change} {}", change.sql);
    (
        changes.iter().map(in_words).collect(),
        is_less(&changes, now),
    )
}

#[test]
fn each_difference_is_told_with_its_direction() {
    let kept = entry(vec![statement("a", 1, 20), statement("b", 3, 60)]);
    let a = || statement("a", 1, 20);
    for (now, expected, less) in [
        (
            vec![a(), statement("b", 5, 100)],
            "3x -> 5x, 60 -> 100 rows B",
            false,
        ),
        (
            vec![a(), statement("b", 3, 61)],
            "3x, 60 -> 61 rows B",
            false,
        ),
        (
            vec![a(), statement("b", 2, 60)],
            "3x -> 2x, 60 rows B",
            true,
        ),
        // Fewer queries for more rows are not less.
        (
            vec![a(), statement("b", 1, 61)],
            "3x -> 1x, 60 -> 61 rows B",
            false,
        ),
        (vec![a()], "- 3x, 60 rows B", true),
        (
            vec![a(), statement("b", 3, 60), statement("c", 1, 1)],
            "+ 1x, 1 row C",
            false,
        ),
        (
            vec![a(), statement("c", 1, 1)],
            "+ 1x, 1 row C|- 3x, 60 rows B",
            false,
        ),
        // Nothing at all is no improvement.
        (vec![], "- 1x, 20 rows A|- 3x, 60 rows B", false),
        // In another order it is the same.
        (vec![statement("b", 3, 60), a()], "", true),
    ] {
        let (told, is_less) = told(&kept, &entry(now));
        assert_eq!((told.join("|").as_str(), is_less), (expected, less));
    }
}

#[test]
fn what_is_left_out_is_not_compared() {
    let kept = entry(vec![statement("a", 1, None), statement("b", None, None)]);
    for now in [
        vec![statement("a", 1, 7), statement("b", 9, 9)],
        vec![statement("a", 1, 8)],
    ] {
        assert_eq!(told(&kept, &entry(now)).0, [""; 0]);
    }
    let (changes, _) = told(&kept, &entry(vec![statement("a", 2, 8)]));
    assert_eq!(changes, ["1x -> 2x, ? -> 8 rows A"]);
}

#[test]
fn sizes_are_told_apart() {
    let at = |size, count| Statement {
        size: Some(size),
        ..statement("a", count, 1)
    };
    let (changes, _) = told(
        &entry(vec![at(10, 1), at(1000, 1)]),
        &entry(vec![at(10, 1), at(1000, 2)]),
    );
    assert_eq!(changes, ["1x -> 2x, 1 row at size 1,000 A"]);
}

#[test]
fn plans_and_allocations_are_compared_where_they_can_be() {
    let plan = |on: &str, line: &str| Plan {
        shape: "a".to_owned(),
        on: on.to_owned(),
        lines: vec![line.to_owned()],
    };
    let took = |on: &str, calls, bytes| Allocations {
        size: None,
        on: on.to_owned(),
        calls,
        bytes,
    };
    let with = |plan, allocations| Entry {
        queries: vec![statement("a", 1, 1)],
        plans: vec![plan],
        allocations: vec![allocations],
    };
    let kept = with(plan("sqlite", "SEARCH"), took("debug", 3, 64));
    let other_place = with(plan("postgres 15", "SCAN"), took("release", 9, 9));
    assert_eq!(changes(&kept, &other_place), []);
    let now = with(plan("sqlite", "SCAN"), took("debug", 4, 128));
    let seen = changes(&kept, &now);
    assert_eq!(
        told(&kept, &now),
        (
            vec![
                "another plan A".to_owned(),
                "3 -> 4 allocations, 64 B -> 128 B ".to_owned()
            ],
            false
        )
    );
    assert_eq!(seen[0].plan_lines(), ["- SEARCH", "+ SCAN"]);
    let fewer = with(plan("sqlite", "SEARCH"), took("debug", 3, 60));
    assert!(told(&kept, &fewer).1);
}

proptest! {
    #[test]
    fn an_entry_is_as_itself(entry in any_entry()) {
        prop_assert_eq!(changes(&entry, &entry), []);
    }

    /// What was accepted is what is held to.
    #[test]
    fn what_is_accepted_is_as_the_run(kept in any_entry(), now in any_entry()) {
        prop_assert_eq!(changes(&now.clone().in_place_of(&kept), &now), []);
        prop_assert_eq!(changes(&kept.clone().with_others(&now), &kept), []);
    }

    /// What passes have in common is the same as each of them.
    #[test]
    fn what_is_in_common_is_as_each_pass(one in any_entry(), other in any_entry()) {
        let common = Entry::in_common(&[one.clone(), other.clone()]);
        prop_assert_eq!(changes(&common, &one), []);
        prop_assert_eq!(changes(&common, &other), []);
    }

    /// Of two entries that differ one is not less than the other.
    #[test]
    fn one_direction_at_most_is_less(one in any_entry(), other in any_entry()) {
        let there = changes(&one, &other);
        let back = changes(&other, &one);
        prop_assert!(there.is_empty() || !is_less(&there, &other) || !is_less(&back, &one));
    }
}
