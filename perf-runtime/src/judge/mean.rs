//! The mean of samples, and whether it is over its limit.
//!
//! It fails if the 99 % lower bound of the true mean is over the limit, by Student's t (1908). Times are not normal, but their
//! long tail lies above and widens the interval: the bound errs on the side of passing. One sample has no interval and is
//! taken as it is. A failure takes two such [looks](super::looks).

use super::distribution::student_above;

/// How sure a failure is.
const CONFIDENCE: f64 = 0.99;

/// What samples come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Summary {
    pub(crate) count: usize,
    pub(crate) mean: f64,
    /// With n - 1; 0 for one sample.
    pub(crate) stddev: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Summary {
    /// None without samples.
    pub(crate) fn of(samples: &[f64]) -> Option<Self> {
        let count = samples.len();
        let mean = samples.iter().sum::<f64>() / count as f64;
        let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
        Some(Self {
            count,
            mean,
            stddev: if count > 1 {
                (squares / (count - 1) as f64).sqrt()
            } else {
                0.0
            },
            min: samples.iter().copied().reduce(f64::min)?,
            max: samples.iter().copied().reduce(f64::max)?,
        })
    }

    /// Whether the samples show that the true mean is over the limit.
    pub(crate) fn exceeds(&self, limit: f64) -> bool {
        if self.mean <= limit {
            return false;
        }
        let error = self.stddev / (self.count as f64).sqrt();
        if error == 0.0 {
            return true;
        }
        student_above((self.mean - limit) / error, (self.count - 1) as f64) < 1.0 - CONFIDENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_what_it_says() {
        let summary = Summary::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).expect("samples");
        let figures = [summary.mean, summary.min, summary.max].map(|figure| figure.to_string());
        assert_eq!(
            (summary.count, figures),
            (8, ["5", "2", "9"].map(str::to_owned))
        );
        assert!((summary.stddev - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn only_a_clear_excess_fails() {
        let samples: Vec<f64> = (0..20).map(|n| 10.0 + f64::from(n % 5)).collect();
        let summary = Summary::of(&samples).expect("samples");
        assert!((summary.mean - 12.0).abs() < 1e-12);
        // The bound is 12 less 2.539 times 1.451 / sqrt(20).
        assert!(summary.exceeds(11.17) && !summary.exceeds(11.18));
        assert!(!summary.exceeds(12.0));
    }

    #[test]
    fn one_sample_is_taken_as_it_is() {
        let summary = Summary::of(&[7.0]).expect("a sample");
        assert!(summary.exceeds(6.9) && !summary.exceeds(7.0));
    }

    #[test]
    fn the_mean_of_1_to_10_000_microseconds() {
        let samples: Vec<f64> = (1..=10_000).map(|us| f64::from(us) / 1e3).collect();
        let mean = Summary::of(&samples).expect("samples").mean;
        assert!((mean - 5.0005).abs() < 1e-9, "{mean}");
    }
}
