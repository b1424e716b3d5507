//! Held against the series and the results that the tests of Apache Otava publish (`tests/analysis_test.py`,
//! `tests/series_test.py`, `tests/change_point_divisive_test.py`, `tests/tigerbeetle_test.py`).
//!
//! Where it asks for no magnitude, Otava finds a few points more in the long series: it divides the variance by n and not by n - 1,
//! and does not weigh the left neighbour of a point anew that it takes away. With both so, all of its lists come out.

use super::*;
use crate::testing::Random;

/// The throughput of a database, `TigerBeetle`, from commit to commit.
const TIGERBEETLE: &str = include_str!("tigerbeetle.txt");

fn tigerbeetle() -> Vec<f64> {
    let number = |word: &str| word.parse().expect("a number");
    TIGERBEETLE.split_whitespace().map(number).collect()
}

fn places(series: &[f64], window: usize, chance: f64, magnitude: f64) -> Vec<usize> {
    let rule = Rule {
        window,
        chance,
        magnitude,
    };
    let changes = of_measured(series, rule);
    changes.iter().map(|change| change.at).collect()
}

const HALVED: [f64; 20] = [
    1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96, 0.50, 0.51, 0.48, 0.48, 0.55, 0.50,
    0.49, 0.51, 0.50, 0.49,
];

#[test]
fn short_series_change_where_otava_says() {
    assert_eq!(places(&HALVED, 10, 0.0001, 0.0), [10]);
    let tail = [0.47, 0.48, 0.45, 0.01, 0.1, 0.22];
    assert_eq!(
        places(&[&HALVED[..], &tail].concat(), 5, 0.001, 0.0),
        [10, 23]
    );
    let one = [
        1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55,
    ];
    let two = [
        2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78,
    ];
    assert_eq!(places(&one, 50, 0.001, 0.0), [6]);
    assert_eq!(places(&two, 50, 0.001, 0.0), [4]);
    assert_eq!(places(&one, 50, 0.001, 0.2), [6]);
    assert_eq!(places(&two, 50, 0.001, 0.2), [0; 0]);
    let steps = [
        0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0,
    ];
    assert_eq!(split(&steps, 0.01), [5, 8]);
}

#[test]
fn a_long_series_changes_where_otava_says() {
    let series = tigerbeetle();
    assert_eq!(series.len(), 365);
    for (chance, magnitude, published, found_by_otava_alone) in [
        (0.01, 0.05, &[15, 71][..], &[][..]),
        (0.05, 0.05, &[15, 71], &[]),
        (
            0.01,
            0.0,
            &[
                15, 26, 61, 71, 95, 117, 131, 142, 148, 165, 169, 192, 212, 260,
            ],
            &[26, 165, 169],
        ),
        (
            0.001,
            0.0,
            &[15, 61, 71, 95, 117, 131, 142, 148, 192, 212, 260],
            &[260],
        ),
        (
            0.0001,
            0.0,
            &[71, 95, 117, 131, 142, 148, 192, 212],
            &[117, 142, 148],
        ),
        (0.00001, 0.0, &[71, 95, 131, 192, 212], &[212]),
    ] {
        let mut expected = published.to_vec();
        expected.retain(|at| !found_by_otava_alone.contains(at));
        assert_eq!(
            places(&series, 30, chance, magnitude),
            expected,
            "{chance} {magnitude}"
        );
    }
}

#[test]
fn two_sides_are_compared_as_otava_does() {
    let first = [1.00, 1.02, 1.05, 0.95, 0.98];
    assert!((same_mean(&first, &first) - 1.0).abs() < 1e-12);
    let chance = same_mean(&first, &[0.80, 0.82, 0.85, 0.79, 0.77]);
    assert!(chance < 0.001, "{chance}");
}

#[test]
fn a_change_says_from_what_to_what() {
    let changes = of_measured(&HALVED, Rule::default());
    let [change] = changes[..] else {
        panic!("{changes:?}");
    };
    let mean = |side: &[f64]| side.iter().sum::<f64>() / 10.0;
    assert!((change.before - mean(&HALVED[..10])).abs() < 1e-12);
    assert!((change.after - mean(&HALVED[10..])).abs() < 1e-12);
    assert!((change.share().expect("a share") + 0.501).abs() < 0.001);
}

#[test]
fn of_what_is_exact_each_difference_is_a_change() {
    let seen: Vec<_> = of_exact(&[3.0, 3.0, 4.0, 4.0, 4.0, 3.0])
        .iter()
        .map(|change| format!("{}: {} to {}", change.at, change.before, change.after))
        .collect();
    assert_eq!(seen, ["2: 3 to 4", "5: 4 to 3"]);
    assert_eq!(of_exact(&[0.0, 5.0])[0].share(), None);
    assert!(of_exact(&[]).is_empty() && of_exact(&[3.0]).is_empty());
}

#[test]
fn what_is_too_short_or_does_not_vary_has_no_change() {
    for series in [&[][..], &[1.0], &[1.0, 2.0], &[5.0; 40]] {
        assert_eq!(of_measured(series, Rule::default()), [], "{series:?}");
    }
}

/// By simulation with a fixed seed: 500 series of 60 figures with 5 % of spread. Chance alone is a change in one of 200 at most,
/// and a growth by a quarter in the middle is one in all, at most two figures off its place.
#[test]
fn chance_is_seldom_a_change_and_a_quarter_always_is() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut series = |growth: f64| -> Vec<f64> {
        (0..60)
            .map(|at| (0.05 * random.normal()).exp() * if at < 30 { 1.0 } else { growth })
            .collect()
    };
    let mut false_alarms = 0;
    for _ in 0..500 {
        false_alarms += usize::from(!of_measured(&series(1.0), Rule::default()).is_empty());
        let changes = of_measured(&series(1.25), Rule::default());
        assert!(
            changes.iter().any(|change| change.at.abs_diff(30) <= 2),
            "{changes:?}"
        );
    }
    assert!(false_alarms <= 2, "{false_alarms} of 500");
}
