//! The figures of a load: what was measured, before anybody judges it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::breakdown::Breakdown;
use super::class::Counts;
use super::distribution::{Distribution, HistogramBucket};
use super::health::Health;
use super::messages::Message;
use super::plan::{Length, Plan};
use super::tally::{Limits, Tally};
use super::timeline::Point;
use super::watch::Early;
use crate::judge::percentile;

/// Messages of failed iterations that are kept for the report.
pub(super) const MESSAGES: usize = 10;

/// What a load came to. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Load {
    pub(crate) users: u64,
    /// Iterations that were asked for, of all users together.
    pub(crate) asked_iterations: Option<u64>,
    /// The time that was asked for.
    pub(crate) asked_ms: Option<f64>,
    /// Iterations that were measured.
    pub(crate) counts: Counts,
    /// Of an open model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) arrivals: Option<Arrivals>,
    /// Iterations before that.
    pub(crate) warmup: Option<Counts>,
    /// One process's users, as many from the beginning to the end, each of whom goes on at once: what Little's law speaks of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_steady: bool,
    /// Users that never came to the end of the load, since their thread or one that they wait for is blocked.
    pub(crate) lost_users: u64,
    /// From the beginning of the first iteration to the end of the last.
    pub(crate) spent_ms: f64,
    /// Successes a second, over the time really spent.
    pub(crate) throughput: f64,
    /// Of the successes; none where there is none.
    pub(crate) latency: Option<Latency>,
    /// The same by how long they took, for a chart; limits are judged by what is known exactly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) histogram: Vec<HistogramBucket>,
    /// One for each limit on a percentile, in the order of the options.
    pub(crate) limits: Vec<PercentileLimit>,
    /// Of each iteration, whatever its end.
    pub(crate) queries: PerIteration,
    /// The time of all queries of an iteration; none where none was made.
    pub(crate) database: Option<Latency>,
    /// The longest query of all.
    pub(crate) slowest_query_ms: f64,
    /// What the time of iterations was made of.
    pub(crate) breakdown: Breakdown,
    /// Queries of no iteration, made by tasks that an iteration left behind or that belong to none.
    pub(crate) stray_queries: u64,
    /// Iterations that failed by an error that was made on purpose, as far as it says so; nothing where none could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) injected: Option<u64>,
    /// Bytes by which the process was larger in memory after what was measured; none where the system does not tell.
    pub(crate) rss_growth: Option<u64>,
    /// What failed iterations said, the commonest first.
    pub(crate) messages: Vec<Message>,
    /// It was over before its end.
    pub(crate) early: Option<Early>,
    /// Whether it was bound by what drove it.
    pub(crate) health: Health,
    /// Second by second.
    pub(crate) timeline: Vec<Point>,
    /// The loads with other numbers of users, this one among them, smallest number first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) sweep: Vec<Step>,
}

/// A load with one of several numbers of users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Step {
    pub(crate) users: u64,
    pub(crate) counts: Counts,
    pub(crate) throughput: f64,
    pub(crate) latency: Option<Latency>,
}

impl From<&Load> for Step {
    fn from(load: &Load) -> Self {
        Self {
            users: load.users,
            counts: load.counts,
            throughput: load.throughput,
            latency: load.latency.clone(),
        }
    }
}

/// What became of the iterations that the clock asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Arrivals {
    /// How many came, those that were dropped included.
    pub(crate) all: u64,
    /// How much later than asked the clock let them in: the fault of the machine, not of what is tested.
    pub(crate) lateness: Option<Latency>,
    /// How much later than asked those that were not dropped began: what they waited for room among those under way.
    pub(crate) delay: Option<Latency>,
}

/// Times, known to a thousandth; smallest, largest and mean exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[expect(
    clippy::struct_field_names,
    reason = "the unit belongs to the names in the record"
)]
pub(crate) struct Latency {
    pub(crate) mean_ms: f64,
    pub(crate) stddev_ms: f64,
    pub(crate) min_ms: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p90_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) p99_9_ms: f64,
    pub(crate) max_ms: f64,
}

/// How times stand to a limit on a percentile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PercentileLimit {
    pub(crate) percent: f64,
    pub(crate) limit_ms: f64,
    /// The percentile itself.
    pub(crate) value_ms: f64,
    /// Times over the limit, counted one by one.
    pub(crate) over: u64,
    /// The largest limit that so many times would be held to be over; nothing where there are too few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at_least_ms: Option<f64>,
}

/// A whole number that each iteration has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PerIteration {
    pub(crate) all: u64,
    pub(crate) mean: f64,
    pub(crate) p50: u64,
    pub(crate) max: u64,
}

impl Load {
    pub(super) fn of(plan: &Plan, limits: &Limits, tally: &Tally, spent: Duration) -> Self {
        let counts = tally.counts();
        let seconds = spent.as_secs_f64();
        Self {
            users: plan.users,
            asked_iterations: match plan.measured.length {
                Length::OfAllUsers(iterations) => Some(iterations),
                Length::OfEachUser(iterations) => Some(iterations * plan.users),
                Length::Time(_) => None,
            },
            asked_ms: match plan.measured.length {
                Length::Time(time) => Some(time.as_secs_f64() * 1e3),
                Length::OfAllUsers(_) | Length::OfEachUser(_) => None,
            },
            counts,
            arrivals: None,
            warmup: None,
            is_steady: plan.is_steady(),
            lost_users: 0,
            spent_ms: seconds * 1e3,
            throughput: if seconds > 0.0 {
                counts.ok as f64 / seconds
            } else {
                0.0
            },
            latency: Latency::of(tally.successes()),
            histogram: tally.successes().buckets(),
            limits: PercentileLimit::all(&limits.latencies, tally.successes(), tally.over()),
            queries: PerIteration::of(tally.queries()),
            database: Latency::of(tally.database()).filter(|_| tally.queries().max() > 0),
            slowest_query_ms: tally.slowest_query().as_secs_f64() * 1e3,
            breakdown: Breakdown::default(),
            stray_queries: 0,
            injected: None,
            rss_growth: None,
            messages: tally.messages().commonest(MESSAGES),
            early: None,
            health: Health::default(),
            timeline: Vec::new(),
            sweep: Vec::new(),
        }
    }
}

impl Arrivals {
    pub(super) fn of(lateness: &Distribution, tally: &Tally) -> Self {
        Self {
            all: lateness.count(),
            lateness: Latency::of(lateness),
            delay: Latency::of(tally.delays()),
        }
    }
}

impl Latency {
    pub(super) fn of(times: &Distribution) -> Option<Self> {
        let percentile = |percent: f64| ms(times.percentile(percent) as f64);
        (times.count() > 0).then(|| Self {
            mean_ms: ms(times.mean()),
            stddev_ms: ms(times.stddev()),
            min_ms: ms(times.min() as f64),
            p50_ms: percentile(50.0),
            p90_ms: percentile(90.0),
            p95_ms: percentile(95.0),
            p99_ms: percentile(99.0),
            p99_9_ms: percentile(99.9),
            max_ms: ms(times.max() as f64),
        })
    }
}

impl PercentileLimit {
    /// `over` are the times over each limit; empty where there is no time.
    pub(super) fn all(limits: &[(f64, f64)], times: &Distribution, over: &[u64]) -> Vec<Self> {
        let over = over.iter().copied().chain(std::iter::repeat(0));
        limits
            .iter()
            .zip(over)
            .map(|(&(percent, limit_ms), over)| Self {
                percent,
                limit_ms,
                value_ms: ms(times.percentile(percent) as f64),
                over,
                at_least_ms: percentile::fewest_over(times.count(), percent)
                    .map(|over| ms(times.largest_but(over - 1) as f64)),
            })
            .collect()
    }
}

impl PerIteration {
    pub(super) fn of(numbers: &Distribution) -> Self {
        Self {
            all: numbers.sum(),
            mean: numbers.mean(),
            p50: numbers.percentile(50.0),
            max: numbers.max(),
        }
    }
}

fn ms(ns: f64) -> f64 {
    ns / 1e6
}
