//! A distribution of whole numbers, in constant memory.

use std::fmt;

use hdrhistogram::Histogram;

use super::buckets::Buckets;

/// Digits that count: a value is known to a thousandth of itself.
const DIGITS: u8 = 3;

/// The same where there are many distributions: a value is known to a hundredth of itself.
const FEW_DIGITS: u8 = 2;

/// A high dynamic range histogram, with the smallest and the largest value and the sum kept exactly beside it.
///
/// It grows with the range of its values, to less than half a MiB, and not with their number.
#[derive(Clone)]
pub(super) struct Distribution {
    buckets: Buckets,
    sum: u128,
    smallest: u64,
    largest: u64,
}

impl Default for Distribution {
    fn default() -> Self {
        Self::of_digits(DIGITS)
    }
}

impl Distribution {
    /// An eighth of the size, since a value is only known to a hundredth.
    pub(super) fn coarse() -> Self {
        Self::of_digits(FEW_DIGITS)
    }

    fn of_digits(digits: u8) -> Self {
        Self {
            buckets: Buckets::of_digits(digits),
            sum: 0,
            smallest: u64::MAX,
            largest: 0,
        }
    }

    #[inline]
    pub(super) fn record(&mut self, value: u64) {
        self.buckets.record(value);
        self.sum += u128::from(value);
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.buckets.add(&other.buckets);
        self.sum += other.sum;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
    }

    pub(super) fn count(&self) -> u64 {
        self.buckets.count()
    }

    /// All values, made anew each time: it is read a few times at the end.
    fn all(&self) -> Histogram<u64> {
        self.buckets.histogram()
    }

    /// As far as 64 bits go.
    pub(super) fn sum(&self) -> u64 {
        u64::try_from(self.sum).unwrap_or(u64::MAX)
    }

    /// 0 where there is no value.
    pub(super) fn mean(&self) -> f64 {
        self.sum as f64 / self.count().max(1) as f64
    }

    /// Of a sample, with n - 1, from the values as they are rounded; 0 where there are not two.
    pub(super) fn stddev(&self) -> f64 {
        let n = self.count() as f64;
        if n < 2.0 {
            0.0
        } else {
            self.all().stdev() * (n / (n - 1.0)).sqrt()
        }
    }

    /// 0 where there is no value.
    pub(super) fn min(&self) -> u64 {
        self.smallest.min(self.largest)
    }

    pub(super) fn max(&self) -> u64 {
        self.largest
    }

    /// The largest value that may be meant by what lies at this percentile, from 0 to 100.
    pub(super) fn percentile(&self, percent: f64) -> u64 {
        self.all()
            .value_at_quantile(percent / 100.0)
            .clamp(self.min(), self.max())
    }
}

impl fmt::Debug for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Distribution")
            .field("count", &self.count())
            .field("min", &self.min())
            .field("max", &self.max())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(value: u64, expected: u64) -> bool {
        value.abs_diff(expected) * 1000 <= expected
    }

    /// The figures that vegeta's own tests ask for.
    #[test]
    fn latencies_of_1_to_10_000_us() {
        let (mut odd, mut even) = (Distribution::default(), Distribution::default());
        for us in 1..=10_000 {
            if us % 2 == 0 {
                even.record(us * 1000);
            } else {
                odd.record(us * 1000);
            }
        }
        odd.add(&even);
        assert_eq!(odd.count(), 10_000);
        assert!((odd.mean() - 5_000_500.0).abs() < 1e-6);
        assert_eq!((odd.min(), odd.max()), (1000, 10_000_000));
        for (percent, ns) in [
            (50.0, 5_000_000),
            (90.0, 9_000_000),
            (95.0, 9_500_000),
            (99.0, 9_900_000),
        ] {
            assert!(
                is_near(odd.percentile(percent), ns),
                "p{percent} {}",
                odd.percentile(percent)
            );
        }
        assert_eq!(odd.percentile(100.0), odd.max());
        // The standard deviation of the numbers from 1 to n is sqrt((n^2 - 1) / 12).
        assert!((odd.stddev() / 1000.0 - 2886.75).abs() < 3.0);
    }

    #[test]
    fn no_value_at_all() {
        let none = Distribution::default();
        assert_eq!(
            (none.count(), none.min(), none.max(), none.percentile(99.0)),
            (0, 0, 0, 0)
        );
        assert!(none.mean().abs() < f64::EPSILON);
    }

    #[test]
    fn a_century_fits() {
        let century = 100 * 365 * 86_400 * 1_000_000_000;
        let mut all = Distribution::default();
        all.record(0);
        all.record(century);
        let mut sum = Distribution::default();
        sum.add(&all);
        assert_eq!((sum.count(), sum.min(), sum.max()), (2, 0, century));
        assert_eq!((sum.percentile(50.0), sum.percentile(100.0)), (0, century));
    }
}
