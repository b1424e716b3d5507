//! The loads of several shards as the one load that they are together.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::breakdown::Breakdown;
use super::class::Counts;
use super::distribution::Distribution;
use super::figures::{Arrivals, Latency, Load, MESSAGES, PerIteration, PercentileLimit};
use super::health::Health;
use super::messages::{Message, Messages};
use super::portion::{Portion, names};
use super::profile::Profile;
use super::shapes::ShapeTimes;
use super::shard::Shard;
use super::slowest::{KEPT, Slow};
use super::tail::Tail;
use super::timeline::Point;

/// Shards may begin apart by this share of their time, and less of the load is not felt ..
const APART: f64 = 0.01;

/// .. or by so many milliseconds, by which the clocks of machines differ.
const CLOCKS_MS: f64 = 100.0;

/// A load and the shard whose it is.
pub(crate) type Of<'a> = (Shard, &'a Portion);

/// The sum; none of no part at all.
pub(crate) fn sum(parts: &[Of<'_>]) -> Option<Load> {
    let (_, first) = parts.first()?;
    let loads: Vec<&Load> = parts.iter().map(|(_, portion)| &portion.load).collect();
    let all = All { parts };
    let number = |of: fn(&Load) -> u64| loads.iter().map(|load| of(load)).sum::<u64>();
    let some = |of: fn(&Load) -> Option<u64>| loads.iter().filter_map(move |load| of(load));
    let largest = |of: fn(&Load) -> f64| loads.iter().map(|load| of(load)).fold(0.0, f64::max);
    let counts = counts(loads.iter().map(|load| load.counts));
    let spent_ms = largest(|load| load.spent_ms);
    let database = all.of(names::DATABASE);
    let queries = all.of(names::QUERIES);
    let successes = all.of("ok");
    Some(Load {
        users: number(|load| load.users),
        asked_iterations: some(|load| load.asked_iterations).reduce(|a, b| a + b),
        asked_ms: first.load.asked_ms,
        counts,
        arrivals: all.arrivals(),
        warmup: first
            .load
            .warmup
            .map(|_| self::counts(loads.iter().filter_map(|load| load.warmup))),
        is_steady: false,
        lost_users: number(|load| load.lost_users),
        spent_ms,
        throughput: if spent_ms > 0.0 {
            counts.ok as f64 / spent_ms * 1e3
        } else {
            0.0
        },
        latency: Latency::of(&successes),
        histogram: successes.buckets(),
        limits: limits(&loads, |load| &load.limits, &successes),
        queries: PerIteration::of(&queries),
        database: Latency::of(&database).filter(|_| queries.max() > 0),
        slowest_query_ms: largest(|load| load.slowest_query_ms),
        breakdown: all.breakdown(&loads),
        stray_queries: number(|load| load.stray_queries),
        injected: some(|load| load.injected).reduce(|a, b| a + b),
        // Each process has a memory of its own: the one that grew most.
        rss_growth: loads
            .iter()
            .map(|load| load.rss_growth)
            .collect::<Option<Vec<_>>>()
            .and_then(|grown| grown.into_iter().max()),
        messages: messages(&loads),
        early: loads.iter().find_map(|load| load.early),
        health: health(parts, spent_ms),
        timeline: all.timeline(&loads),
        sweep: Vec::new(),
    })
}

fn counts(of: impl Iterator<Item = Counts>) -> Counts {
    of.fold(Counts::default(), Counts::plus)
}

fn limits(
    loads: &[&Load],
    of: fn(&Load) -> &[PercentileLimit],
    times: &Distribution,
) -> Vec<PercentileLimit> {
    let asked: Vec<_> = of(loads[0])
        .iter()
        .map(|limit| (limit.percent, limit.limit_ms))
        .collect();
    let mut over = vec![0; asked.len()];
    for limits in loads.iter().map(|load| of(load)) {
        for (sum, limit) in over.iter_mut().zip(limits) {
            *sum += limit.over;
        }
    }
    PercentileLimit::all(&asked, times, &over)
}

fn messages(loads: &[&Load]) -> Vec<Message> {
    let mut all = Messages::default();
    for message in loads.iter().flat_map(|load| &load.messages) {
        all.add_kept(message);
    }
    all.commonest(MESSAGES)
}

/// That of the shard which was worst off: what was wrong with one of them was wrong with the load.
fn health(parts: &[Of<'_>], spent_ms: f64) -> Health {
    let of = |(shard, portion): &Of<'_>| Health {
        shard: Some(shard.index),
        ..portion.load.health
    };
    // The first of several.
    let worst = parts.iter().map(of).rev().max_by_key(Health::weight);
    let began = parts.iter().map(|(_, portion)| portion.began_at);
    let (first, last) = began.fold((f64::MAX, f64::MIN), |(first, last), at| {
        (first.min(at), last.max(at))
    });
    let apart_ms = (last - first) * 1e3;
    let tolerated = CLOCKS_MS.max(APART * spent_ms);
    let lost_ms = parts.iter().filter_map(|(_, it)| it.load.health.lost_ms);
    let slowed = parts.iter().filter_map(|(_, it)| it.load.health.slowed);
    Health {
        apart_ms: (apart_ms > tolerated).then_some(apart_ms),
        // An iteration is of one shard.
        lost_ms: lost_ms.reduce(f64::max),
        slowed: slowed.reduce(f64::max),
        ..worst.unwrap_or_default()
    }
}

/// The distributions of all.
struct All<'a> {
    parts: &'a [Of<'a>],
}

impl All<'_> {
    fn of(&self, name: &str) -> Distribution {
        let named = self
            .parts
            .iter()
            .filter_map(|(_, portion)| portion.distributions.get(name));
        let mut named = named.cloned();
        let mut sum = named.next().unwrap_or_default();
        for other in named {
            sum.add(&other);
        }
        sum
    }

    fn arrivals(&self) -> Option<Arrivals> {
        let (_, first) = self.parts.first()?;
        first.load.arrivals.as_ref()?;
        let lateness = self.of(names::LATENESS);
        Some(Arrivals {
            all: lateness.count(),
            lateness: Latency::of(&lateness),
            delay: Latency::of(&self.of(names::DELAYS)),
        })
    }

    /// Second by second; nothing where one shard went on for so long that its points came to be wider.
    fn timeline(&self, loads: &[&Load]) -> Vec<Point> {
        let width = |load: &&Load| match load.timeline[..] {
            [ref first, ref second, ..] => Some(second.at_s - first.at_s),
            _ => None,
        };
        let mut widths = loads.iter().filter_map(width);
        if let Some(first) = widths.next()
            && widths.any(|width| width != first)
        {
            return Vec::new();
        }
        let mut sum: BTreeMap<u64, Point> = BTreeMap::new();
        for point in loads.iter().flat_map(|load| &load.timeline) {
            match sum.get_mut(&point.at_s) {
                Some(known) => known.add(point),
                None => drop(sum.insert(point.at_s, point.clone())),
            }
        }
        for (at_s, point) in &mut sum {
            let times = Latency::of(&self.of(&names::of_second(*at_s)));
            point.p50_ms = times.as_ref().map(|times| times.p50_ms);
            point.p99_ms = times.map(|times| times.p99_ms);
        }
        sum.into_values().collect()
    }

    /// Little's law speaks of one pool, and each shard has its own.
    fn breakdown(&self, loads: &[&Load]) -> Breakdown {
        let waits = self.of(names::POOL_WAIT);
        let allocations = self.of(names::ALLOCATIONS);
        let of = || loads.iter().map(|load| &load.breakdown);
        let mut profile = Profile::default();
        for bucket in self.parts.iter().flat_map(|(_, portion)| &portion.profile) {
            profile.add_bucket(bucket);
        }
        Breakdown {
            rows: PerIteration::of(&self.of(names::ROWS)),
            pool_wait: Latency::of(&waits),
            pool_wait_known: of().map(|one| one.pool_wait_known).sum(),
            pool_wait_unknown: of().map(|one| one.pool_wait_unknown).sum(),
            pool_wait_limits: limits(loads, |load| &load.breakdown.pool_wait_limits, &waits),
            rest: Latency::of(&self.of(names::REST)),
            allocations: of()
                .all(|one| one.allocations.is_some())
                .then(|| PerIteration::of(&allocations)),
            allocated_bytes: of().map(|one| one.allocated_bytes).sum(),
            pools: of().flat_map(|one| one.pools.clone()).collect(),
            contention: None,
            tail: Tail::of(&profile),
            shapes: self.shapes(loads),
            other_queries: of().map(|one| one.other_queries).sum(),
            slowest: slowest(loads),
        }
    }

    /// The one that took most time in all first.
    fn shapes(&self, loads: &[&Load]) -> Vec<ShapeTimes> {
        let mut sum: BTreeMap<&str, ShapeTimes> = BTreeMap::new();
        for shape in loads.iter().flat_map(|load| &load.breakdown.shapes) {
            match sum.get_mut(&*shape.id) {
                Some(known) => known.add(shape),
                None => drop(sum.insert(&shape.id, shape.clone())),
            }
        }
        let mut all: Vec<_> = sum.into_values().collect();
        for shape in &mut all {
            if let Some(times) = Latency::of(&self.of(&names::of_shape(&shape.id))) {
                shape.times = times;
            }
        }
        all.sort_by(|a, b| b.total_ms.total_cmp(&a.total_ms).then(a.id.cmp(&b.id)));
        all
    }
}

/// Successes before others, and then the slowest.
fn slowest(loads: &[&Load]) -> Vec<Slow> {
    let mut all: Vec<_> = loads
        .iter()
        .flat_map(|load| load.breakdown.slowest.clone())
        .collect();
    all.sort_by(|a, b| b.ms.total_cmp(&a.ms));
    all.sort_by_key(|slow| Reverse(slow.ending == "ok"));
    all.truncate(KEPT);
    all
}

#[cfg(test)]
pub(crate) mod tests;
