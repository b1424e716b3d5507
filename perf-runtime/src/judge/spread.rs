//! Whether the standard deviation of samples is over its limit.
//!
//! The usual bound, by the chi-square distribution, holds for normal samples alone, and times are skewed and have long tails: at a
//! true deviation on the limit it would fail far more often than it says. This is the interval of Bonett (2006, "Approximate
//! confidence interval for standard deviation of nonnormal distributions"), which widens with the kurtosis of the samples. It
//! fails if the 99 % lower bound is over the limit.
//!
//! How often one measurement fails at a true deviation *on* the limit, and at twice the limit (in brackets), by simulation:
//!
//! | samples | normal | uniform | exponential | lognormal, sigma 0.5 | lognormal, sigma 1 |
//! |---|---|---|---|---|---|
//! | 10 | 0.007 (0.60) | 0.010 (0.76) | 0.004 (0.25) | 0.005 (0.32) | 0.003 (0.08) |
//! | 20 | 0.012 (0.94) | 0.020 (0.99) | 0.006 (0.58) | 0.007 (0.70) | 0.005 (0.20) |
//! | 50 | 0.011 (1.00) | 0.022 (1.00) | 0.005 (0.94) | 0.006 (0.98) | 0.007 (0.44) |
//! | 200 | 0.013 (1.00) | 0.023 (1.00) | 0.003 (1.00) | 0.005 (1.00) | 0.005 (0.94) |
//!
//! A failure takes two of at most four such [looks](super::looks): on the limit at most three times in a thousand.

/// The 99 % quantile of the normal distribution.
const Z: f64 = 2.326_347_874_040_841;

/// Of fewer samples the deviation is not told.
pub(crate) const FEWEST: usize = 10;

/// The standard deviation of samples, and what is sure of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// With n - 1.
    pub(crate) stddev: f64,
    /// The 99 % lower bound of the true one.
    pub(crate) at_least: f64,
}

impl Spread {
    /// None for fewer than [`FEWEST`] samples.
    pub(crate) fn of(samples: &[f64]) -> Option<Self> {
        if samples.len() < FEWEST {
            return None;
        }
        let n = samples.len() as f64;
        let mean = samples.iter().sum::<f64>() / n;
        let powers = |about: f64, power: i32| -> f64 {
            samples
                .iter()
                .map(|sample| (sample - about).powi(power))
                .sum()
        };
        let squares = powers(mean, 2);
        let variance = squares / (n - 1.0);
        if squares <= 0.0 {
            return Some(Self {
                stddev: 0.0,
                at_least: 0.0,
            });
        }
        // About the trimmed mean, which a long tail does not draw to its side.
        let kurtosis = n * powers(trimmed_mean(samples), 4) / squares.powi(2);
        let c = n / (n - Z);
        let error = c * ((kurtosis - (n - 3.0) / n).max(0.0) / (n - 1.0)).sqrt();
        Some(Self {
            stddev: variance.sqrt(),
            at_least: (0.5 * ((c * variance).ln() - Z * error)).exp(),
        })
    }

    /// Whether the samples show that the true deviation is over the limit.
    pub(crate) fn exceeds(&self, limit: f64) -> bool {
        self.at_least > limit && self.stddev > limit
    }
}

/// Without a share of 1 / (2 sqrt(n - 4)) at each end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of the number of samples"
)]
fn trimmed_mean(samples: &[f64]) -> f64 {
    let n = samples.len() as f64;
    let cut = (n / (2.0 * (n - 4.0).sqrt())) as usize;
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let kept = &sorted[cut..sorted.len() - cut];
    kept.iter().sum::<f64>() / kept.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    #[test]
    fn the_deviation_is_what_it_says() {
        let samples: Vec<f64> = (0..20).map(|n| 10.0 + f64::from(n % 5)).collect();
        let spread = Spread::of(&samples).expect("samples");
        // Of 0, 1, 2, 3, 4, four times each: the squares sum up to 40.
        assert!((spread.stddev - (40.0_f64 / 19.0).sqrt()).abs() < 1e-12);
        assert!(
            spread.at_least < spread.stddev && spread.at_least > 1.0,
            "{spread:?}"
        );
        assert!(spread.exceeds(1.0) && !spread.exceeds(spread.stddev));
    }

    #[test]
    fn few_samples_and_equal_ones_show_nothing() {
        assert_eq!(Spread::of(&[1.0; 9]), None);
        assert!(!Spread::of(&[5.0; 10]).expect("samples").exceeds(0.001));
    }

    type Kind = fn(f64, f64) -> f64;

    /// Samples from a uniform number (0 to 1, both excluded) and a normal one, with their true deviation.
    const KINDS: [(&str, Kind, f64); 4] = [
        ("normal", |_, z| z, 1.0),
        ("uniform", |u, _| u, 0.288_675_134_594_812_9),
        ("exponential", |u, _| -u.ln(), 1.0),
        ("lognormal", |_, z| (0.5 * z).exp(), 0.603_900_517_999_553_9),
    ];

    fn samples(n: usize, random: &mut Random, kind: Kind) -> Vec<f64> {
        let mut one = || {
            let (u, v) = (random.uniform(), random.uniform());
            // Box and Muller (1958).
            let z = (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos();
            kind(u, z)
        };
        (0..n).map(|_| one()).collect()
    }

    #[test]
    fn it_fails_as_seldom_as_the_table_says() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let trials = 20_000;
        for (name, kind, truth) in KINDS {
            for n in [10, 20, 50] {
                let mut on_the_limit = 0;
                let mut twice = 0;
                for _ in 0..trials {
                    let spread = Spread::of(&samples(n, &mut random, kind)).expect("samples");
                    on_the_limit += u32::from(spread.exceeds(truth));
                    twice += u32::from(spread.exceeds(truth / 2.0));
                }
                let share = |failed: u32| f64::from(failed) / f64::from(trials);
                assert!(
                    share(on_the_limit) < 0.025,
                    "{name} {n}: {}",
                    share(on_the_limit)
                );
                assert!(share(twice) > 0.2, "{name} {n}: {}", share(twice));
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn the_unit_does_not_matter(samples in proptest::collection::vec(0.1..1e3_f64, 10..100), unit in 0.01..100.0_f64) {
            let scaled: Vec<f64> = samples.iter().map(|sample| sample * unit).collect();
            let (a, b) = (Spread::of(&samples).unwrap(), Spread::of(&scaled).unwrap());
            proptest::prop_assert!((a.at_least * unit - b.at_least).abs() <= 1e-6 * b.stddev);
        }
    }
}
