//! Why the slow iterations were slow: what they did that the others did not.

use serde::{Deserialize, Serialize};

use super::profile::{Profile, Sum};

/// The percentiles beyond which iterations are the slow ones, and the iterations that it takes to tell them.
const SLOW: [(f64, u64); 2] = [(99.0, 100), (95.0, 20)];

/// How many times as long as the usual ones the slow ones take at least, to be called slow.
const APART: f64 = 1.2;

/// The slow ones of the successes, beside the usual ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Tail {
    /// Beyond which percentile they are slow.
    pub(crate) percent: f64,
    /// What the time of the median iteration was made of.
    pub(crate) usual: Split,
    /// What the time of the slow ones was made of.
    pub(crate) slow: Split,
    /// What makes the difference; where there is none, the largest part of both.
    pub(crate) cause: Part,
    /// The slow ones are slower by enough to speak of.
    pub(crate) is_apart: bool,
}

/// Mean times of iterations, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Split {
    pub(crate) iterations: u64,
    pub(crate) ms: f64,
    /// From the moment at which they were to begin to that at which they began.
    pub(crate) delay_ms: f64,
    /// Waiting for a connection, as far as that was seen.
    pub(crate) pool_wait_ms: f64,
    pub(crate) db_ms: f64,
    pub(crate) rest_ms: f64,
}

/// A part of the time of an iteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    Delay,
    PoolWait,
    Database,
    Rest,
}

impl Tail {
    /// Nothing where there are too few iterations to tell any from the others.
    pub(super) fn of(profile: &Profile) -> Option<Self> {
        let iterations = profile.count();
        let (percent, _) = SLOW.into_iter().find(|(_, least)| iterations >= *least)?;
        let [slow, usual] = [profile.beyond(percent), profile.median()].map(|sum| Split::of(&sum));
        Some(Self::between(percent, usual, slow))
    }

    fn between(percent: f64, usual: Split, slow: Split) -> Self {
        let is_apart = slow.ms >= APART * usual.ms;
        let more = |part: Part| {
            let before = if is_apart { usual.of_part(part) } else { 0.0 };
            slow.of_part(part) - before
        };
        let mut cause = Part::Rest;
        for part in [Part::Database, Part::PoolWait, Part::Delay] {
            if more(part) > more(cause) {
                cause = part;
            }
        }
        Self {
            percent,
            usual,
            slow,
            cause,
            is_apart,
        }
    }
}

impl Split {
    pub(super) fn of(sum: &Sum) -> Self {
        let mean = |ns: u64| ns as f64 / 1e6 / sum.count.max(1) as f64;
        Self {
            iterations: sum.count,
            ms: mean(sum.parts.all),
            delay_ms: mean(sum.parts.delay),
            pool_wait_ms: mean(sum.parts.pool),
            db_ms: mean(sum.parts.database),
            rest_ms: mean(sum.parts.rest()),
        }
    }

    pub(crate) fn of_part(&self, part: Part) -> f64 {
        match part {
            Part::Delay => self.delay_ms,
            Part::PoolWait => self.pool_wait_ms,
            Part::Database => self.db_ms,
            Part::Rest => self.rest_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::parts::Parts;

    /// `(all, pool, database)` in milliseconds.
    type Ms = (u64, u64, u64);

    fn tail(usual: (u64, Ms), slow: (u64, Ms)) -> Option<Tail> {
        let mut profile = Profile::default();
        for (times, (all, pool, database)) in [usual, slow] {
            let [all, pool, database] = [all, pool, database].map(|ms| ms * 1_000_000);
            for _ in 0..times {
                profile.record(Parts {
                    all,
                    pool,
                    database,
                    ..Parts::default()
                });
            }
        }
        Tail::of(&profile)
    }

    #[test]
    fn the_part_that_makes_the_difference_is_the_cause() {
        for (usual, slow, cause, is_apart) in [
            // Most of the slow ones is waiting, and so is the difference.
            ((25, 2, 10), (480, 455, 11), Part::PoolWait, true),
            // The database takes most of each, and yet the wait makes the difference.
            ((100, 1, 98), (150, 48, 100), Part::PoolWait, true),
            ((25, 2, 10), (480, 2, 460), Part::Database, true),
            ((25, 2, 10), (480, 2, 10), Part::Rest, true),
            // All alike: what takes most of each.
            ((100, 90, 10), (110, 98, 11), Part::PoolWait, false),
            ((100, 3, 90), (110, 3, 100), Part::Database, false),
        ] {
            let tail = tail((990, usual), (10, slow)).expect("there are enough");
            assert_eq!((tail.cause, tail.is_apart), (cause, is_apart), "{tail:?}");
            assert_eq!((tail.slow.iterations, tail.percent), (10, 99.0), "{tail:?}");
        }
    }

    #[test]
    fn an_iteration_that_had_to_wait_for_others_was_delayed() {
        let mut profile = Profile::default();
        for late in [0; 980].into_iter().chain([900; 20]) {
            profile.record(Parts {
                all: 100 + late,
                delay: late,
                database: 90,
                ..Parts::default()
            });
        }
        let tail = Tail::of(&profile).expect("there are enough");
        assert_eq!((tail.cause, tail.is_apart), (Part::Delay, true), "{tail:?}");
        assert!((tail.slow.rest_ms - 10e-6).abs() < 1e-9, "{tail:?}");
    }

    #[test]
    fn few_iterations_have_no_tail() {
        let alike = (10, 0, 5);
        assert_eq!(tail((10, alike), (9, alike)), None);
        let of_few = tail((15, alike), (5, (90, 0, 5))).expect("there are enough");
        assert_eq!((of_few.percent, of_few.cause), (95.0, Part::Rest));
        // The slow ones are those of the median's bucket, all of them.
        let one = tail((100, alike), (0, alike)).expect("there are enough");
        assert_eq!((one.slow.iterations, one.is_apart), (100, false));
    }

    #[test]
    fn what_lies_side_by_side_leaves_no_rest() {
        let both = tail((100, (10, 6, 8)), (0, (0, 0, 0))).expect("there are enough");
        assert!(both.slow.rest_ms.abs() < f64::EPSILON, "{both:?}");
    }
}
