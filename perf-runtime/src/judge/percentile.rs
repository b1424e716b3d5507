//! Percentiles of samples, and whether one is over its limit.
//!
//! A percentile limit `pN <= limit` says that at most a share 1 - N/100 of all runs is over the limit. It is exceeded if the
//! 99 % lower confidence bound of that share, after Clopper and Pearson (1934), exceeds 1 - N/100: at a true share on the limit one
//! look in a hundred exceeds it, below it fewer; a failure takes two such [looks](super::looks). For p95, 8 of 60, 19 of 200 and 44 of 600 are the smallest counts that fail.

use super::distribution::binomial_at_least;
use super::looks::Look;

/// How sure a failure is.
const CONFIDENCE: f64 = 0.99;

/// Fewer samples than this do not have the percentile at all.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{samples} samples have no p{percentile}: it takes {needed} at least")]
pub(crate) struct TooFew {
    samples: u64,
    percentile: f64,
    needed: u64,
}

/// The nearest-rank percentile: the smallest sample that at least N % of all samples do not exceed.
/// None without samples.
pub(crate) fn value(samples: &[f64], percentile: f64) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = rank(sorted.len() as u64, percentile);
    sorted.get(usize::try_from(rank).ok()? - 1).copied()
}

/// The place of the nearest-rank percentile among so many samples in order, from 1.
fn rank(samples: u64, percentile: f64) -> u64 {
    // Guards against 0.1 % of a sample from binary fractions, as in 99.9 / 100 * 1000.
    whole((percentile / 100.0 * samples as f64 - 1e-9).max(1.0))
}

/// What `over` of `samples` over the limit say of the percentile.
///
/// # Errors
///
/// As [`exceeds`].
pub(crate) fn look(over: u64, samples: u64, percentile: f64) -> Result<Look, TooFew> {
    let exceeds = exceeds(over, samples, percentile)?;
    Ok(if over + rank(samples, percentile) <= samples {
        Look::Within
    } else if exceeds {
        Look::Over
    } else {
        Look::Open
    })
}

/// Whether `over` of `samples` runs over the limit show that the percentile is over it.
///
/// # Errors
///
/// [`TooFew`] where the samples could not tell: 20 for p95 and 100 for p99, so that the percentile is not just the
/// largest of them, and 7 for p50, so that all of them over the limit is enough for a failure.
pub(crate) fn exceeds(over: u64, samples: u64, percentile: f64) -> Result<bool, TooFew> {
    let share = 1.0 - percentile / 100.0;
    let needed = needed(share);
    if samples < needed {
        return Err(TooFew {
            samples,
            percentile,
            needed,
        });
    }
    // The lower bound exceeds the share just where so many over the limit are this unlikely at the share itself.
    Ok(binomial_at_least(over, samples, share) < 1.0 - CONFIDENCE)
}

/// The smallest count over a limit of which [`exceeds`] says that it shows the percentile to be over; none where there are too few
/// samples.
pub(crate) fn fewest_over(samples: u64, percentile: f64) -> Option<u64> {
    let shows = |over: &u64| exceeds(*over, samples, percentile) == Ok(true);
    // More over the limit show no less.
    let (mut too_few, mut enough) = (0, samples);
    shows(&enough).then_some(())?;
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if shows(&middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    Some(enough)
}

/// The fewest samples of which one lies beyond the percentile, and of which all over the limit fail.
fn needed(share: f64) -> u64 {
    let one_beyond = (1.0 / share - 1e-6).ceil();
    // All of n over the limit have the lower bound 0.01^(1/n), which must exceed the share.
    let all_fail = ((1.0 - CONFIDENCE).ln() / share.ln()).floor() + 1.0;
    whole(one_beyond.max(all_fail))
}

/// Rounded up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is right for a count"
)]
fn whole(number: f64) -> u64 {
    number.ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smallest_that_fails(samples: u64, percentile: f64) -> Option<u64> {
        (0..=samples).find(|over| exceeds(*over, samples, percentile) == Ok(true))
    }

    #[test]
    fn the_published_counts_fail_and_no_smaller_ones() {
        for (samples, smallest) in [(60, 8), (200, 19), (600, 44)] {
            assert_eq!(smallest_that_fails(samples, 95.0), Some(smallest));
            assert_eq!(fewest_over(samples, 95.0), Some(smallest));
        }
        assert_eq!(fewest_over(19, 95.0), None);
        assert_eq!(fewest_over(7, 50.0), Some(7));
    }

    #[test]
    fn what_is_neither_within_nor_shown_to_be_over_is_open() {
        for (over, expected) in [
            (3, Look::Within),
            (4, Look::Open),
            (7, Look::Open),
            (8, Look::Over),
        ] {
            assert_eq!(look(over, 60, 95.0), Ok(expected), "{over} of 60");
        }
        assert_eq!(look(1, 1000, 99.9), Ok(Look::Within));
        assert_eq!(look(2, 1000, 99.9), Ok(Look::Open));
        assert!(look(0, 19, 95.0).is_err());
    }

    #[test]
    fn each_percentile_needs_its_samples() {
        for (percentile, needed) in [
            (10.0, 44),
            (50.0, 7),
            (75.0, 4),
            (90.0, 10),
            (95.0, 20),
            (99.0, 100),
            (99.9, 1000),
        ] {
            assert_eq!(exceeds(0, needed, percentile), Ok(false), "{percentile}");
            assert_eq!(
                exceeds(needed, needed, percentile),
                Ok(true),
                "{percentile}: all over must fail"
            );
            let error = exceeds(0, needed - 1, percentile).expect_err("one is missing");
            assert_eq!(error.needed, needed, "{percentile}");
        }
        let text = exceeds(0, 7, 99.0).expect_err("too few").to_string();
        assert_eq!(text, "7 samples have no p99: it takes 100 at least");
    }

    #[test]
    fn latencies_from_1_to_10_000_microseconds() {
        let samples: Vec<f64> = (1..=10_000).map(|us| f64::from(us) / 1e3).collect();
        for (percentile, expected) in [
            (50.0, 5.0),
            (90.0, 9.0),
            (95.0, 9.5),
            (99.0, 9.9),
            (99.9, 9.99),
            (100.0, 10.0),
        ] {
            assert_eq!(value(&samples, percentile), Some(expected), "p{percentile}");
        }
    }

    #[test]
    fn edges() {
        assert_eq!(value(&[], 50.0), None);
        assert_eq!(value(&[3.0], 1.0), Some(3.0));
        assert_eq!(value(&[3.0, 1.0], 99.9), Some(3.0));
    }

    proptest::proptest! {
        #[test]
        fn a_higher_percentile_is_never_lower(samples in proptest::collection::vec(0.0..1e6, 1..200), low in 0.1..99.9, more in 0.0..50.0) {
            let high = f64::min(low + more, 100.0);
            proptest::prop_assert!(value(&samples, low) <= value(&samples, high));
        }

        #[test]
        fn more_over_the_limit_is_never_better(samples in 20_u64..2000, over in 0_u64..2000) {
            let over = over.min(samples - 1);
            let fails = |over| exceeds(over, samples, 95.0) == Ok(true);
            proptest::prop_assert!(!fails(over) || fails(over + 1));
        }
    }
}
