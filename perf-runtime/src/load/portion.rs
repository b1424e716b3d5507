//! What a shard knows of its load: what it takes to add it to those of the others, and to judge the sum as one load.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::distribution::{Distribution, Exact};
use super::figures::Load;
use super::profile::ProfileBucket;
use super::shard::Shard;
use super::tally::Tally;
use super::worst::nanos;
use crate::assess::load::LoadLimits;

/// The names of distributions in the log of a shard. Those of the classes of iterations are their words, times are in
/// nanoseconds.
pub(super) mod names {
    pub(in super::super) const QUERIES: &str = "queries";
    pub(in super::super) const DATABASE: &str = "database";
    pub(in super::super) const DELAYS: &str = "delays";
    pub(in super::super) const LATENESS: &str = "lateness";
    pub(in super::super) const ROWS: &str = "rows";
    pub(in super::super) const POOL_WAIT: &str = "pool_wait";
    pub(in super::super) const REST: &str = "rest";
    pub(in super::super) const ALLOCATIONS: &str = "allocations";

    const SECOND: &str = "second.";

    /// The times of the successes of a point of the time line, by the second in which it begins.
    pub(in super::super) fn of_second(at_s: u64) -> String {
        format!("{SECOND}{at_s}")
    }

    /// That second.
    pub(in super::super) fn second(name: &str) -> Option<u64> {
        name.strip_prefix(SECOND)?.parse().ok()
    }

    /// The times of the queries of one shape.
    pub(in super::super) fn of_shape(id: &str) -> String {
        format!("shape.{id}")
    }
}

/// What a process tells of its part of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Sharded {
    #[serde(flatten)]
    pub(crate) shard: Shard,
    /// The limits that hold for all shards together.
    pub(crate) limits: LoadLimits,
    /// One; of a sweep one for each number of users.
    pub(crate) loads: Vec<Portion>,
}

/// A part of one load. The histograms are in the log, as lines whose tag is the number of this part and a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Portion {
    /// What all shards together were asked for, as a number that is another for every other load.
    pub(crate) asked: String,
    /// When it began, in seconds since 1970.
    pub(crate) began_at: f64,
    /// How much later than `PERF_START_AT` that was; nothing where it was not to wait for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) late_ms: Option<f64>,
    /// With all messages that were kept.
    pub(crate) load: Load,
    /// What the time of the successes was made of, by how long they took.
    pub(super) profile: Vec<ProfileBucket>,
    /// What a histogram does not hold, by its name.
    pub(crate) exact: BTreeMap<String, Exact>,
    /// With their histograms.
    #[serde(skip)]
    pub(super) distributions: BTreeMap<String, Distribution>,
}

/// When a load began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Start {
    pub(super) at: SystemTime,
    /// When it was to begin.
    pub(super) asked: Option<SystemTime>,
}

impl Portion {
    pub(super) fn of(
        asked: String,
        start: Start,
        load: Load,
        tally: &Tally,
        lateness: Option<Distribution>,
        seconds: Vec<(u64, Distribution)>,
    ) -> Self {
        let of_all = tally.distributions().into_iter();
        let distributions: BTreeMap<_, _> = of_all
            .map(|(name, distribution)| (name, distribution.clone()))
            .chain(lateness.map(|lateness| (names::LATENESS.to_owned(), lateness)))
            .chain(
                seconds
                    .into_iter()
                    .map(|(at, times)| (names::of_second(at), times)),
            )
            .filter(|(_, distribution)| distribution.count() > 0)
            .collect();
        let since = start.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            asked,
            began_at: since.as_secs_f64(),
            late_ms: start.asked.map(|asked| late_ms(start.at, asked)),
            load: Load {
                messages: tally.messages().all(),
                ..load
            },
            profile: tally.pieces().profile().buckets(),
            exact: distributions
                .iter()
                .map(|(name, distribution)| (name.clone(), distribution.exact()))
                .collect(),
            distributions,
        }
    }
}

fn late_ms(at: SystemTime, asked: SystemTime) -> f64 {
    nanos(at.duration_since(asked).unwrap_or_default()) as f64 / 1e6
}
