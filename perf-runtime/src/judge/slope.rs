//! By how much a figure grows from one sample to the next, with bounds that a disturbance does not move.
//!
//! The estimate is Sen's (1968): the median of the slopes between all pairs of samples. Its bounds are the slopes at the ranks
//! that Kendall's statistic gives, each exceeded by chance in 1 % of all series without a trend (Gilbert 1987,
//! "Statistical Methods for Environmental Pollution Monitoring", 16.5). Of series that grow by the same each
//! time, as those of a program that does the same each time do, all three are that very growth; a step, a spike or a
//! falling back in between widens the bounds and does not shift them.

/// The fewest samples of which bounds can be told: of fewer there are too few pairs to leave any out.
const FEWEST: usize = 6;

/// Exceeded by a normal deviate in 1 % of all cases.
const DEVIATE: f64 = 2.326;

/// Growth from sample to sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slope {
    pub(crate) estimate: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Slope {
    /// Of samples at even distances; none of too few.
    pub(crate) fn of(samples: &[i64]) -> Option<Self> {
        if samples.len() < FEWEST {
            return None;
        }
        let mut slopes: Vec<f64> = Vec::new();
        for (from, first) in samples.iter().enumerate() {
            for (distance, second) in samples.iter().enumerate().skip(from + 1) {
                slopes.push((second - first) as f64 / (distance - from) as f64);
            }
        }
        slopes.sort_by(f64::total_cmp);
        let left_out = left_out(samples.len(), slopes.len());
        Some(Self {
            estimate: median(&slopes),
            lower: slopes[left_out],
            upper: slopes[slopes.len() - 1 - left_out],
        })
    }
}

/// How many of the slopes lie beyond each bound.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "above zero, and below the number of pairs"
)]
fn left_out(samples: usize, pairs: usize) -> usize {
    let n = samples as f64;
    let deviation = (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let rank = (pairs as f64 - DEVIATE * deviation) / 2.0;
    // Ranks count from 1; rounded away from the middle.
    (rank.floor().max(1.0) - 1.0) as usize
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len().is_multiple_of(2) {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    } else {
        sorted[middle]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(samples: &[i64]) -> [f64; 3] {
        let slope = Slope::of(samples).expect("enough samples");
        [slope.lower, slope.estimate, slope.upper]
    }

    fn close(slope: [f64; 3], expected: [f64; 3]) {
        for (figure, expected) in slope.into_iter().zip(expected) {
            assert!((figure - expected).abs() < 1e-9, "{slope:?}");
        }
    }

    #[test]
    fn what_grows_evenly_is_known_exactly() {
        let samples: Vec<i64> = (0..9).map(|run| 5_000 + 65_536 * run).collect();
        close(slope(&samples), [65_536.0; 3]);
        close(slope(&[7; 9]), [0.0; 3]);
    }

    #[test]
    fn one_disturbed_sample_changes_nothing() {
        for at in 0..9 {
            let mut samples: Vec<i64> = (0..9).map(|run| 1000 * run).collect();
            samples[at] += 1_000_000;
            let [lower, estimate, _] = slope(&samples);
            assert!(lower <= 1000.0 && (estimate - 1000.0).abs() < 1e-9, "{at}");
        }
    }

    #[test]
    fn a_step_is_no_growth() {
        let [lower, ..] = slope(&[0, 0, 0, 0, 500, 500, 500, 500, 500]);
        assert!(lower.abs() < 1e-9, "{lower}");
    }

    #[test]
    fn too_few_samples_have_none() {
        assert_eq!(Slope::of(&[1, 2, 3, 4, 5]), None);
    }

    proptest::proptest! {
        #[test]
        fn the_bounds_are_in_order(samples in proptest::collection::vec(-1_000_000_i64..1_000_000, 6..40)) {
            let [lower, estimate, upper] = slope(&samples);
            proptest::prop_assert!(lower <= estimate && estimate <= upper);
        }

        #[test]
        fn a_constant_growth_beside_shifts_all_alike(samples in proptest::collection::vec(-1_000_i64..1_000, 6..20), growth in -500_i64..500) {
            let shifted: Vec<i64> = (0..).zip(&samples).map(|(run, sample)| sample + growth * run).collect();
            let (before, after) = (slope(&samples), slope(&shifted));
            for (before, after) in before.into_iter().zip(after) {
                proptest::prop_assert!((after - before - growth as f64).abs() < 1e-6);
            }
        }
    }
}
