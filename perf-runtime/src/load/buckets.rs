//! Buckets whose width grows with their values: how often each value was seen, in constant memory.
//!
//! The layout is that of a high dynamic range histogram (Tene, <https://hdrhistogram.github.io/HdrHistogram>): from one power of two to the next
//! there are as many buckets, of the same width. The `hdrhistogram` crate reads them; to count here takes a tenth of
//! the instructions that its `record` does, and it is done several times an iteration.

use std::collections::BTreeMap;
use std::hint::cold_path;

use hdrhistogram::Histogram;

/// How often values were seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Buckets {
    /// Digits that count, in decimal.
    digits: u8,
    /// The same in bits, beside the first.
    bits: u32,
    /// The lower halves of the counts, so that twice as many lie in the nearest cache of a processor. It grows with the range of the
    /// values.
    lower: Vec<u32>,
    /// The upper halves of those that are so large, by their index.
    upper: BTreeMap<usize, u32>,
    count: u64,
}

impl Buckets {
    /// Values are told apart to so many digits, from 1 to 5.
    pub(super) const fn of_digits(digits: u8) -> Self {
        // As many buckets as tell 2 * 10^digits values apart, in the upper half of which the digits count.
        let values = 2 * 10_u64.pow(digits as u32);
        Self {
            digits,
            bits: values.next_power_of_two().ilog2() - 1,
            lower: Vec::new(),
            upper: BTreeMap::new(),
            count: 0,
        }
    }

    #[inline]
    pub(super) fn record(&mut self, value: u64) {
        let index = index(value, self.bits);
        match self.lower.get_mut(index) {
            Some(count) if *count < u32::MAX => {
                *count += 1;
                self.count += 1;
            }
            _ => {
                cold_path();
                self.record_n(value, 1);
            }
        }
    }

    /// The same value so many times.
    pub(super) fn record_n(&mut self, value: u64, times: u64) {
        let index = index(value, self.bits);
        if index >= self.lower.len() {
            self.lower.resize(index + 1, 0);
        }
        self.count += times;
        let sum = self.at(index) + times;
        let (lower, upper) = halves(sum);
        self.lower[index] = lower;
        if upper > 0 {
            self.upper.insert(index, upper);
        }
    }

    fn at(&self, index: usize) -> u64 {
        let upper = self.upper.get(&index).copied().unwrap_or_default();
        (u64::from(upper) << u32::BITS) | u64::from(self.lower[index])
    }

    /// Those of other digits are known to the fewer of both.
    pub(super) fn add(&mut self, other: &Self) {
        for (value, count) in other.iter() {
            self.record_n(value, count);
        }
    }

    /// As if nothing had been recorded; the room is kept.
    pub(super) fn clear(&mut self) {
        self.lower.fill(0);
        self.upper.clear();
        self.count = 0;
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Those in the buckets up to the one in which this value lies.
    pub(super) fn count_to(&self, value: u64) -> u64 {
        let buckets = index(value, self.bits).saturating_add(1);
        (0..buckets.min(self.lower.len()))
            .map(|index| self.at(index))
            .sum()
    }

    /// The largest value of each bucket in which there is any, and how many there are, the smallest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let counts = (0..self.lower.len()).map(|index| self.at(index)).zip(0..);
        let seen = counts.filter(|(count, _)| *count > 0);
        seen.map(|(count, index)| (largest(index, self.bits), count))
    }

    /// As the histogram that reads them.
    pub(super) fn histogram(&self) -> Histogram<u64> {
        #[expect(
            clippy::expect_used,
            reason = "an error only for more than five digits"
        )]
        let mut histogram = Histogram::new(self.digits).expect("so few digits are possible");
        for (value, count) in self.iter() {
            // An error only where the value does not fit, and it grows.
            let recorded = histogram.record_n(value, count);
            debug_assert!(recorded.is_ok(), "{recorded:?}");
        }
        histogram
    }
}

/// The lower half and the upper one.
#[expect(clippy::cast_possible_truncation, reason = "it is what is meant")]
fn halves(count: u64) -> (u32, u32) {
    (count as u32, (count >> u32::BITS) as u32)
}

/// The bucket of a value, where `1 << bits` of them lie between two powers of two. They are numbered without a gap, and those of small values hold one
/// value each.
#[inline]
pub(super) fn index(value: u64, bits: u32) -> usize {
    let shift = (u64::BITS - value.leading_zeros()).saturating_sub(bits + 1);
    let index = (u64::from(shift) << bits) + (value >> shift);
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// The largest value of a bucket.
fn largest(index: u64, bits: u32) -> u64 {
    let shift = (index >> bits).saturating_sub(1);
    let first = index - (shift << bits);
    (first << shift) | ((1 << shift) - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn they_have_no_gap_and_the_digits_count() {
        for bits in [4, 7, 10] {
            let (mut last, mut begun) = (index(0, bits), 0_u64);
            assert_eq!(last, 0);
            for value in 1..50_000 {
                let now = index(value, bits);
                if now != last {
                    assert_eq!(now, last + 1, "{value}");
                    assert_eq!(largest(last as u64, bits), value - 1);
                    let width = value - begun;
                    assert!(width << bits <= begun.max(1 << bits), "{begun} to {value}");
                    (last, begun) = (now, value);
                }
            }
            let buckets = (64 - bits as usize + 1) << bits;
            assert_eq!(index(u64::MAX, bits), buckets - 1);
            assert_eq!(largest(buckets as u64 - 1, bits), u64::MAX);
        }
    }

    #[test]
    fn digits_may_differ() {
        let (mut coarse, mut fine) = (Buckets::of_digits(2), Buckets::of_digits(3));
        fine.record_n(1_000_000, 3);
        fine.record(40_000_000_000);
        coarse.add(&fine);
        let seen: Vec<_> = coarse.iter().collect();
        assert_eq!(seen.len(), 2);
        for ((value, count), (expected, times)) in seen
            .into_iter()
            .zip([(1_000_000, 3), (40_000_000_000_u64, 1)])
        {
            assert_eq!(count, times);
            assert!(value.abs_diff(expected) * 100 <= expected, "{value}");
        }
    }

    #[test]
    fn no_count_is_lost_where_it_becomes_large() {
        let most = u64::from(u32::MAX);
        let (mut one, mut other) = (Buckets::of_digits(3), Buckets::of_digits(3));
        one.record_n(5, most - 1);
        other.record_n(5, 2 * most);
        for _ in 0..3 {
            one.record(5);
            other.record(7);
        }
        let seen = |buckets: &Buckets| buckets.iter().collect::<Vec<_>>();
        assert_eq!(seen(&one), [(5, most + 2)]);
        one.record(5);
        one.add(&other);
        assert_eq!(seen(&one), [(5, 3 * most + 3), (7, 3)]);
        assert_eq!((one.count(), one.count_to(6)), (3 * most + 6, 3 * most + 3));
        assert_eq!(one.histogram().count_at(5), 3 * most + 3);
        one.clear();
        assert_eq!((seen(&one), one.count()), (vec![], 0));
    }

    proptest! {
        /// The histogram is told the same as if it had recorded all by itself.
        #[test]
        fn a_histogram_reads_them(
            values in prop::collection::vec((0..60_u32, any::<u64>()), 1..200),
            digits in 1..4_u8,
        ) {
            let (mut one, mut other) = (Buckets::of_digits(digits), Buckets::of_digits(digits));
            let mut expected = Histogram::<u64>::new(digits).expect("a few digits");
            for (shift, value) in values {
                let value = value >> 3 >> shift;
                if value % 2 == 0 { &mut one } else { &mut other }.record(value);
                expected.record(value).expect("it grows");
            }
            one.add(&other);
            let read = one.histogram();
            prop_assert_eq!(&read, &expected);
            prop_assert_eq!(one.count(), expected.len());
            let limit = expected.value_at_quantile(0.7);
            prop_assert_eq!(one.count_to(limit), expected.count_between(0, limit));
        }
    }
}
