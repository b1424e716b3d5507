//! How often each time was seen, in a few bytes each.

use std::iter;

/// How often each time was seen.
///
/// The times are those of a histogram of two digits, so there are only so many, and sums of any two are exact. There
/// may be 600 of these, and where times are spread over some powers of two each has a thousand values: they are kept as the steps from one value to the
/// next, and as bytes of seven bits (LEB128), in 3 to 5 KiB where a histogram of its own would take 30.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    /// For each value, the smallest first: its distance from the one before, and how often it was seen.
    packed: Vec<u8>,
    count: u64,
}

impl Times {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Each value and how often it was seen, the smallest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let (mut bytes, mut value) = (self.packed.iter(), 0);
        iter::from_fn(move || {
            value += number(&mut bytes)?;
            Some((value, number(&mut bytes)?))
        })
    }

    /// Adds values, the smallest first, each once.
    pub(super) fn add(&mut self, values: impl Iterator<Item = (u64, u64)>) {
        let mut sum = Packing::default();
        let (mut ours, mut theirs) = (self.iter().peekable(), values.peekable());
        loop {
            let next = match (ours.peek(), theirs.peek()) {
                (None, None) => break,
                (Some(one), Some(other)) => one.0.min(other.0),
                (Some((value, _)), None) | (None, Some((value, _))) => *value,
            };
            let of = |seen: Option<(u64, u64)>| seen.map_or(0, |(_, times)| times);
            let is_next = |(value, _): &(u64, u64)| *value == next;
            let times = of(ours.next_if(is_next)) + of(theirs.next_if(is_next));
            sum.push(next, times);
        }
        drop(ours);
        *self = sum.times;
        self.packed.shrink_to_fit();
    }

    pub(super) fn percentile(&self, percent: f64) -> Option<u64> {
        percentile(self.iter(), self.count, percent)
    }
}

/// Of values and how often each was seen, the smallest first and `count` in all: the smallest that is not below so many
/// percent of them.
pub(super) fn percentile(
    mut values: impl Iterator<Item = (u64, u64)>,
    count: u64,
    percent: f64,
) -> Option<u64> {
    let rank = (percent / 100.0 * count as f64).ceil().max(1.0);
    let mut seen = 0;
    let reached = values.find(|(_, times)| {
        seen += times;
        seen as f64 >= rank
    });
    reached.map(|(value, _)| value)
}

/// Puts values together, the smallest first.
#[derive(Default)]
struct Packing {
    times: Times,
    last: u64,
}

impl Packing {
    fn push(&mut self, value: u64, times: u64) {
        put(&mut self.times.packed, value - self.last);
        put(&mut self.times.packed, times);
        self.times.count += times;
        self.last = value;
    }
}

/// Seven bits in each byte, the lowest first; the eighth says that more follow.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(low(number) | 0x80);
        number >>= 7;
    }
    bytes.push(low(number));
}

fn low(number: u64) -> u8 {
    (number & 0x7f) as u8
}

fn number<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let (mut number, mut shift) = (0, 0);
    for byte in bytes {
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn times(values: &BTreeMap<u64, u64>) -> Times {
        let mut times = Times::default();
        times.add(values.iter().map(|(value, times)| (*value, *times)));
        times
    }

    proptest! {
        #[test]
        fn none_is_lost(
            one in prop::collection::btree_map(any::<u64>(), 1..u64::from(u32::MAX), 0..50),
            other in prop::collection::btree_map(0..300_u64, 1..300_u64, 0..50),
        ) {
            let mut both = times(&one);
            both.add(times(&other).iter());
            let mut expected = one;
            for (value, times) in other {
                *expected.entry(value).or_default() += times;
            }
            prop_assert_eq!(both.count(), expected.values().sum::<u64>());
            prop_assert!(both.iter().eq(expected));
        }
    }

    #[test]
    fn a_percentile_is_a_value_that_was_seen() {
        let times = times(&BTreeMap::from([(10, 50), (20, 49), (1_000_000, 1)]));
        let percentiles = [0.0, 50.0, 51.0, 99.0, 99.5, 100.0].map(|p| times.percentile(p));
        let expected = [10, 10, 20, 20, 1_000_000, 1_000_000].map(Some);
        assert_eq!(percentiles, expected);
        assert_eq!(Times::default().percentile(50.0), None);
    }

    /// At full speed the times of a second are spread from 1 us to 10 ms.
    #[test]
    fn a_second_takes_a_few_bytes_for_each_value() {
        let mut values = BTreeMap::new();
        let mut value = 1000;
        while value < 10_000_000 {
            values.insert(value, 300);
            value += value / 100;
        }
        let times = times(&values);
        let bytes = times.packed.len() as u64;
        assert!(bytes < 6 * times.iter().count() as u64, "{bytes}");
    }
}
