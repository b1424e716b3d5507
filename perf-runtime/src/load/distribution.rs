//! A distribution of whole numbers, in constant memory.

use std::fmt;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use super::buckets::Buckets;

/// Digits that count: a value is known to a thousandth of itself.
const DIGITS: u8 = 3;

/// The same where there are many distributions: a value is known to a hundredth of itself.
const FEW_DIGITS: u8 = 2;

/// Buckets of a decade, finest first, and the most buckets that there may be; where none is coarse enough, the last stands.
const OF_A_DECADE: [u32; 3] = [20, 10, 5];
const BUCKETS: i32 = 60;

/// How many times lie between two edges, both of which are powers of ten to a part of a decade.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct HistogramBucket {
    pub(crate) from_ms: f64,
    pub(crate) to_ms: f64,
    pub(crate) count: u64,
}

/// A high dynamic range histogram, with the smallest and the largest value and the sum kept exactly beside it.
///
/// It grows with the range of its values, to less than half a MiB, and not with their number.
#[derive(Clone, PartialEq)]
pub(super) struct Distribution {
    /// Zeros are counted apart: most of what is recorded of an iteration is what it did not do.
    zeros: u64,
    /// All others.
    buckets: Buckets,
    sum: u128,
    smallest: u64,
    largest: u64,
}

/// What is known of a distribution beside its histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Exact {
    pub(crate) count: u64,
    pub(crate) sum: u64,
    pub(crate) min: u64,
    pub(crate) max: u64,
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
            zeros: 0,
            buckets: Buckets::of_digits(digits),
            sum: 0,
            smallest: u64::MAX,
            largest: 0,
        }
    }

    #[inline]
    pub(super) fn record(&mut self, value: u64) {
        if value == 0 {
            self.zeros += 1;
            self.smallest = 0;
            return;
        }
        self.buckets.record(value);
        self.sum += u128::from(value);
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
    }

    /// The same value so many times.
    pub(super) fn record_n(&mut self, value: u64, times: u64) {
        if times == 0 {
            return;
        }
        if value == 0 {
            self.zeros += times;
        } else {
            self.buckets.record_n(value, times);
        }
        self.sum += u128::from(value) * u128::from(times);
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.zeros += other.zeros;
        self.buckets.add(&other.buckets);
        self.sum += other.sum;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
    }

    pub(super) fn count(&self) -> u64 {
        self.zeros + self.buckets.count()
    }

    pub(super) fn exact(&self) -> Exact {
        Exact {
            count: self.count(),
            sum: self.sum(),
            min: self.min(),
            max: self.max(),
        }
    }

    /// The distribution of which this was known, and that had this histogram; nothing where they are of two.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn restored(histogram: &Histogram<u64>, exact: Exact) -> Option<Self> {
        let is_its = |value: u64, its: u64| histogram.equivalent(value, its);
        let is_one = histogram.len() == exact.count
            && is_its(histogram.max(), exact.max)
            && is_its(histogram.min(), exact.min);
        if !is_one {
            return None;
        }
        let mut restored = Self::of_digits(histogram.sigfig());
        for value in histogram.iter_recorded() {
            restored.record_n(value.value_iterated_to(), value.count_at_value());
        }
        Some(Self {
            sum: exact.sum.into(),
            smallest: if exact.count > 0 { exact.min } else { u64::MAX },
            largest: exact.max,
            ..restored
        })
    }

    /// All values, for a log.
    pub(super) fn histogram(&self) -> Histogram<u64> {
        self.all()
    }

    /// All values, made anew each time: it is read a few times at the end.
    fn all(&self) -> Histogram<u64> {
        let mut all = self.buckets.histogram();
        // An error only where the value does not fit.
        let recorded = all.record_n(0, self.zeros);
        debug_assert!(recorded.is_ok(), "{recorded:?}");
        all
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

    /// Values in nanoseconds by how long they are, each bucket as wide as the others on a logarithmic scale, without
    /// those before the first and after the last that holds any.
    pub(super) fn buckets(&self) -> Vec<HistogramBucket> {
        if self.count() == 0 {
            return Vec::new();
        }
        let [low, high] = [self.min(), self.max()].map(|ns| (ns.max(1) as f64).log10());
        let width = OF_A_DECADE
            .into_iter()
            .map(f64::from)
            .find(|of_a_decade| place(high, *of_a_decade) - place(low, *of_a_decade) < BUCKETS)
            .unwrap_or(5.0);
        let (first, last) = (place(low, width), place(high, width));
        let edge = |place: i32| 10_f64.powf(f64::from(place) / width) / 1e6;
        let mut buckets: Vec<_> = (first..=last)
            .map(|place| HistogramBucket {
                from_ms: edge(place),
                to_ms: edge(place + 1),
                count: 0,
            })
            .collect();
        for value in self.all().iter_recorded() {
            // What the histogram rounds up stays within the largest that there was.
            let ns = value.value_iterated_to().clamp(1, self.max().max(1));
            let index = place((ns as f64).log10(), width).clamp(first, last) - first;
            buckets[usize::try_from(index).unwrap_or_default()].count += value.count_at_value();
        }
        buckets
    }

    /// The largest value that may be meant by what lies at this percentile, from 0 to 100.
    pub(super) fn percentile(&self, percent: f64) -> u64 {
        self.all()
            .value_at_quantile(percent / 100.0)
            .clamp(self.min(), self.max())
    }

    /// The smallest value that may be meant by the one that so many others exceed or equal.
    pub(super) fn largest_but(&self, others: u64) -> u64 {
        let all = self.all();
        let rank = all.len().saturating_sub(others);
        let mut seen = 0;
        let value = all.iter_recorded().find_map(|value| {
            seen += value.count_since_last_iteration();
            (seen >= rank).then(|| all.lowest_equivalent(value.value_iterated_to()))
        });
        value.unwrap_or_default().clamp(self.min(), self.max())
    }
}

/// In which bucket a logarithm lies, where so many make a decade.
#[expect(
    clippy::cast_possible_truncation,
    reason = "64 bits have less than 20 decades"
)]
fn place(log10: f64, of_a_decade: f64) -> i32 {
    (log10 * of_a_decade).floor() as i32
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
    fn the_largest_but_so_many_is_never_more_than_it_was() {
        let mut times = Distribution::default();
        for value in 0..=10_000_u64 {
            times.record(value * 1000);
        }
        for others in [0, 1, 19, 500, 5000, 9999] {
            let (value, exact) = (times.largest_but(others), (10_000 - others) * 1000);
            assert!(value <= exact && is_near(value, exact), "{value} {exact}");
        }
        assert_eq!(times.largest_but(10_000), 0);
        assert_eq!(times.largest_but(20_000), 0);
    }

    #[test]
    fn buckets_hold_every_value() {
        for (values, width) in [
            (&[1_000_000, 1_050_000, 9_000_000][..], 20),
            (&[700], 20),
            (&[0, 3], 20),
            (&[1_000, 1_000_000_000], 5),
            (&[1, 1_000_000_000_000_000], 5),
        ] {
            let mut all = Distribution::default();
            for value in values {
                all.record(*value);
            }
            let buckets = all.buckets();
            let count: u64 = buckets.iter().map(|bucket| bucket.count).sum();
            assert_eq!(count, values.len() as u64, "{buckets:?}");
            let [first, last] = [buckets.first(), buckets.last()].map(|one| one.expect("some"));
            assert!(first.count > 0 && last.count > 0, "{buckets:?}");
            let ratio = 10_f64.powf(1.0 / f64::from(width));
            assert!(
                (first.to_ms / first.from_ms - ratio).abs() < 1e-9,
                "{values:?}: {first:?}"
            );
            for (value, bucket) in [(values[0], first), (values[values.len() - 1], last)] {
                let ms = (value as f64).max(1.0) / 1e6;
                assert!(
                    bucket.from_ms <= ms * (1.0 + 1e-9) && ms < bucket.to_ms,
                    "{ms} is not in {bucket:?}"
                );
            }
        }
        assert_eq!(Distribution::default().buckets(), []);
    }

    #[test]
    fn no_value_at_all() {
        let none = Distribution::default();
        assert_eq!(
            (none.count(), none.min(), none.max(), none.percentile(99.0)),
            (0, 0, 0, 0)
        );
        assert_eq!(none.largest_but(0), 0);
        assert!(none.mean().abs() < f64::EPSILON);
    }

    #[test]
    fn a_value_may_be_recorded_many_times_at_once() {
        let (mut one_by_one, mut at_once) = (Distribution::coarse(), Distribution::coarse());
        for (value, times) in [(0, 3), (7, 1), (9_000, 5), (8, 0)] {
            for _ in 0..times {
                one_by_one.record(value);
            }
            at_once.record_n(value, times);
        }
        assert_eq!(at_once, one_by_one);
        assert_eq!((at_once.count(), at_once.sum()), (9, 45_007));
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
