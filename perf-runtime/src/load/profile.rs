//! What the time of iterations was made of, by how long they took, in constant memory.

use serde::{Deserialize, Serialize};

use super::buckets::index;
use super::parts::Parts;

/// Bits of a latency that count beside the first: a bucket is a sixteenth of its latency wide.
const BITS: u32 = 4;

/// Sums of the parts of all iterations of about one latency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) count: u64,
    pub(super) parts: Parts,
}

/// The sums by latency: what the slow iterations did that the others did not.
///
/// It grows with the range of the latencies, to 30 KiB at most, and not with their number.
#[derive(Debug, Default)]
pub(super) struct Profile(Vec<Sum>);

/// A bucket that is not empty: its index, how many iterations, and the parts of their time in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ProfileBucket {
    index: usize,
    count: u64,
    all: u64,
    delay: u64,
    pool: u64,
    database: u64,
}

impl Profile {
    pub(super) fn buckets(&self) -> Vec<ProfileBucket> {
        let used = self.0.iter().enumerate().filter(|(_, sum)| sum.count > 0);
        used.map(|(index, sum)| ProfileBucket {
            index,
            count: sum.count,
            all: sum.parts.all,
            delay: sum.parts.delay,
            pool: sum.parts.pool,
            database: sum.parts.database,
        })
        .collect()
    }

    /// Adds what was taken from another one; an index that none has is of none.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn add_bucket(&mut self, bucket: &ProfileBucket) {
        if bucket.index > index(u64::MAX, BITS) {
            return;
        }
        self.bucket(bucket.index).add(&Sum {
            count: bucket.count,
            parts: Parts {
                all: bucket.all,
                delay: bucket.delay,
                pool: bucket.pool,
                database: bucket.database,
            },
        });
    }

    pub(super) fn record(&mut self, parts: Parts) {
        self.bucket(index(parts.all, BITS))
            .add(&Sum { count: 1, parts });
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (index, sum) in other.0.iter().enumerate() {
            self.bucket(index).add(sum);
        }
    }

    fn bucket(&mut self, index: usize) -> &mut Sum {
        if self.0.len() <= index {
            self.0.resize(index + 1, Sum::default());
        }
        &mut self.0[index]
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|sum| sum.count).sum()
    }

    /// Those beyond the percentile, and all others of the bucket in which they begin.
    pub(super) fn beyond(&self, percent: f64) -> Sum {
        // What the division adds must not make one more of it.
        let within = (percent / 100.0 * self.count() as f64 + 1e-9).floor();
        let first = self.place(within + 1.0);
        let mut all = Sum::default();
        for sum in self.0.iter().skip(first) {
            all.add(sum);
        }
        all
    }

    /// Those of the bucket in which the median lies.
    pub(super) fn median(&self) -> Sum {
        let rank = (self.count() as f64 / 2.0).ceil();
        self.0.get(self.place(rank)).copied().unwrap_or_default()
    }

    /// The bucket in which the iteration of this rank lies, from the fastest, which is of rank 1.
    fn place(&self, rank: f64) -> usize {
        let mut until = 0;
        let reaches = |sum: &Sum| {
            until += sum.count;
            until as f64 >= rank
        };
        self.0.iter().position(reaches).unwrap_or_default()
    }
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.parts.add(&other.parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(all: u64, pool: u64) -> Parts {
        Parts {
            all,
            pool,
            ..Parts::default()
        }
    }

    #[test]
    fn the_slow_ones_are_told_from_the_others() {
        let (mut one, mut other) = (Profile::default(), Profile::default());
        for i in 0..98 {
            one.record(parts(1000 + i % 3, 10));
        }
        other.record(parts(40_000, 39_000));
        other.record(parts(90_000, 80_000));
        one.add(&other);
        let (tail, median) = (one.beyond(98.0), one.median());
        assert_eq!((tail.count, tail.parts.pool), (2, 119_000));
        assert_eq!(one.beyond(99.0).count, 1);
        assert_eq!((median.count, median.parts.pool), (98, 980));
        assert_eq!(one.beyond(97.0).count, 100, "a bucket is not divided");
        assert_eq!(Profile::default().beyond(99.0), Sum::default());
    }
}
