//! Known growths, as tables, as properties, and in noise.

use super::*;
use Complexity::{Constant, Linear, Linearithmic, Logarithmic, Quadratic};

const SIZES: [u64; 3] = [10, 100, 1000];

fn points(sizes: &[u64], figure: impl Fn(f64) -> f64) -> Vec<Point> {
    let point = |size: &u64| Point::exact(*size, figure(*size as f64));
    sizes.iter().map(point).collect()
}

fn counts(sizes: &[u64], figures: &[u64]) -> Vec<Point> {
    let point = |(size, figure): (&u64, &u64)| Point::exact(*size, *figure as f64);
    sizes.iter().zip(figures).map(point).collect()
}

#[test]
fn counts_are_of_the_class_that_they_are_of() {
    for (sizes, figures, expected) in [
        (&SIZES[..], &[3, 3, 3][..], Some(Constant)),
        (&SIZES, &[0, 0, 0], Some(Constant)),
        (&SIZES, &[11, 101, 1001], Some(Linear)),
        (&SIZES, &[10, 100, 1000], Some(Linear)),
        // A query for each page of ten, of fifty, of five hundred.
        (&SIZES, &[2, 11, 101], Some(Linear)),
        (&SIZES, &[1, 2, 20], Some(Linear)),
        // Half of the rows have something of their own, more or less.
        (&SIZES, &[4, 52, 540], Some(Linear)),
        // A tree of two branches, and a binary search.
        (&SIZES, &[4, 7, 10], Some(Logarithmic)),
        (&SIZES, &[3, 6, 9], Some(Logarithmic)),
        (&SIZES, &[33, 664, 9966], Some(Linearithmic)),
        (&SIZES, &[100, 10_000, 1_000_000], Some(Quadratic)),
        (&SIZES, &[45, 4950, 499_500], Some(Quadratic)),
        (&SIZES, &[1000, 1_000_000, 1_000_000_000], None),
        // Up to the length of a page.
        (&SIZES, &[11, 51, 51], Some(Linear)),
        (&[2, 3], &[3, 4], Some(Linear)),
        (&[2, 3], &[1, 1], Some(Constant)),
        (&[5, 10, 100], &[6, 11, 101], Some(Linear)),
        (&[1, 10, 100], &[1, 100, 10_000], Some(Quadratic)),
        (&[10, 1000], &[100, 1_000_000], Some(Quadratic)),
    ] {
        assert_eq!(
            class(&counts(sizes, figures), COUNTS),
            expected,
            "{figures:?}"
        );
    }
}

#[test]
fn a_constant_count_is_the_same_everywhere() {
    assert!(!refutes(&counts(&SIZES, &[3, 3, 3]), Constant, COUNTS));
    for figures in [[3, 3, 4], [3, 4, 4], [0, 0, 1]] {
        assert!(
            refutes(&counts(&SIZES, &figures), Constant, COUNTS),
            "{figures:?}"
        );
    }
}

#[test]
fn times_are_told_apart_whatever_is_constant_in_them() {
    for constant in [0.0, 0.3, 1.0, 10.0] {
        for (unit, growth, expected) in [
            (1.0, (|_| 1.0) as fn(f64) -> f64, Constant),
            (0.1, |n| n, Linear),
            (0.01, |n| n * n, Quadratic),
        ] {
            let points = points(&SIZES, |n| constant + unit * growth(n));
            assert_eq!(
                class(&points, TIMES),
                Some(expected),
                "{constant}: {points:?}"
            );
        }
    }
    // What caches do to linear work.
    let slower = [1.0, 10.0, 300.0];
    let points: Vec<_> = SIZES
        .iter()
        .zip(slower)
        .map(|(n, t)| Point::exact(*n, t))
        .collect();
    assert_eq!(class(&points, TIMES), Some(Linear));
}

#[test]
fn sizes_that_lie_too_close_together_tell_nothing() {
    for (sizes, claim, expected) in [
        (&SIZES[..], Constant, true),
        (&SIZES, Logarithmic, true),
        (&SIZES, Linear, true),
        (&SIZES, Linearithmic, true),
        (&SIZES, Quadratic, true),
        (&[10, 20, 30], Constant, false),
        (&[10, 30, 41], Constant, true),
        (&[10, 20, 40], Linear, false),
        (&[10, 40, 160], Linear, true),
        (&[10, 11, 12], Quadratic, false),
        (&[10, 20, 40, 80, 160], Linear, true),
    ] {
        assert_eq!(tells(sizes, claim, TIMES), expected, "{sizes:?} {claim:?}");
    }
}

#[test]
fn the_slope_is_in_figures_a_row() {
    for (sizes, figures, expected) in [
        (&[20, 40][..], &[21, 41][..], 1.0),
        (&[5, 10, 100], &[6, 11, 101], 1.0),
        (&SIZES, &[2, 11, 101], 0.1),
        (&SIZES, &[3, 3, 3], 0.0),
        (&[7], &[3], 0.0),
    ] {
        let slope = slope(
            sizes
                .iter()
                .zip(figures)
                .map(|(n, f)| (*n as f64, f64::from(*f))),
        );
        assert!((slope - expected).abs() < 1e-12, "{figures:?}: {slope}");
    }
}

proptest::proptest! {
    #[test]
    fn a_claim_that_is_true_is_never_refuted(constant in 0.0..1e6_f64, unit in 0.0..1e3_f64, first in 2_u64..1000, steps in proptest::collection::vec(2_u64..20, 1..5)) {
        let mut sizes = vec![first];
        for step in steps {
            sizes.push(sizes[sizes.len() - 1] * step);
        }
        for claim in CLASSES {
            let points: Vec<_> = sizes.iter().map(|n| Point::exact(*n, constant + unit * of(claim, *n))).collect();
            for tolerance in [COUNTS, TIMES] {
                proptest::prop_assert!(!refutes(&points, claim, tolerance), "{claim:?} {points:?}");
            }
        }
    }

    #[test]
    fn wider_bounds_never_refute(figures in proptest::collection::vec(0.1..1e3_f64, 3), width in 0.0..1.0_f64) {
        let narrow: Vec<_> = SIZES.iter().zip(&figures).map(|(n, f)| Point::exact(*n, *f)).collect();
        let wide: Vec<_> = narrow.iter().map(|p| Point { low: p.low * (1.0 - width), high: p.high * (1.0 + width), ..*p }).collect();
        for claim in CLASSES {
            proptest::prop_assert!(refutes(&narrow, claim, TIMES) || !refutes(&wide, claim, TIMES));
        }
    }
}

mod noise;
