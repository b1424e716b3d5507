//! A load second by second, in constant memory.

mod change;
mod times;

use std::ops::Add;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::buckets::Buckets;
use super::distribution::Distribution;
use super::slot::{self, IN_A_SECOND, Slot};

pub(crate) use change::Change;
use times::Times;

/// Points that are kept at most; where there would be more, each comes to cover twice the time.
const POINTS: usize = 600;

/// One second of a load, or several where it is long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Point {
    /// Where it begins, in seconds since the beginning.
    pub(crate) at_s: u64,
    /// The seconds that it covers; the last point may end before them.
    pub(crate) seconds: f64,
    /// Iterations that ended well in this time.
    pub(crate) ok: u64,
    /// Iterations that failed in this time.
    pub(crate) failed: u64,
    /// Arrivals that were dropped in this time, in an open model.
    pub(crate) dropped: u64,
    /// Successes a second.
    pub(crate) throughput: f64,
    /// Of the successes, known to a hundredth; none where there is none.
    pub(crate) p50_ms: Option<f64>,
    pub(crate) p99_ms: Option<f64>,
    /// How many iterations waited for a connection of a pool, on average: what those that ended had waited, over the time (Little's
    /// law). Nothing where no wait was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pool_waiting: Option<f64>,
    /// The most at one look.
    #[serde(flatten)]
    pub(crate) gauges: Gauges,
}

/// What is looked at from time to time, and not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Gauges {
    /// Users that take part.
    pub(crate) users: u64,
    /// Iterations under way.
    pub(crate) in_flight: u64,
    /// Arrivals that nobody ran, since the beginning.
    #[serde(skip)]
    pub(crate) dropped_until_now: u64,
    /// Connections of the fixtures' pools that are in use; nothing where there is no pool to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pool_in_use: Option<u64>,
}

impl Point {
    /// Adds what happened elsewhere at the same time, but for the percentiles, which are those of all times together.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn add(&mut self, other: &Self) {
        self.seconds = self.seconds.max(other.seconds);
        self.ok += other.ok;
        self.failed += other.failed;
        self.dropped += other.dropped;
        self.throughput += other.throughput;
        self.pool_waiting = sum(self.pool_waiting, other.pool_waiting);
        self.gauges.users += other.gauges.users;
        self.gauges.in_flight += other.gauges.in_flight;
        self.gauges.pool_in_use = sum(self.gauges.pool_in_use, other.gauges.pool_in_use);
    }
}

/// What is known of either.
fn sum<T: Add<Output = T>>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

impl Gauges {
    fn most(self, other: Self) -> Self {
        Self {
            users: self.users.max(other.users),
            in_flight: self.in_flight.max(other.in_flight),
            dropped_until_now: self.dropped_until_now.max(other.dropped_until_now),
            pool_in_use: self.pool_in_use.max(other.pool_in_use),
        }
    }
}

/// What is known of all points until now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SoFar {
    pub(super) ok: u64,
    pub(super) failed: u64,
    pub(super) p99: Option<Duration>,
}

/// Takes in slots, in any order.
#[derive(Debug)]
pub(super) struct Timeline {
    points: Vec<Counted>,
    /// Seconds that a point covers: 1, 2, 4, ..
    width: u64,
    /// The index of the last point to which anything was added.
    last: usize,
    /// What was added to it: it is packed when a later one begins. To pack it with each slot would leave holes in the heap, of another
    /// size each time.
    open: Buckets,
    all: Slot,
}

#[derive(Debug, Clone, Default)]
struct Counted {
    failed: u64,
    times: Times,
    waited: Option<u64>,
    gauges: Gauges,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            points: Vec::new(),
            width: 1,
            last: 0,
            open: Buckets::of_digits(slot::DIGITS),
            all: Slot::new(0),
        }
    }
}

impl Timeline {
    pub(super) fn add(&mut self, slot: &Slot) {
        self.all.add(slot);
        let index = self.index(slot.number / IN_A_SECOND);
        if index > self.last {
            self.pack();
            self.last = index;
        }
        let point = &mut self.points[index];
        point.failed += slot.failed;
        point.wait(slot.waited);
        if index == self.last {
            self.open.add(&slot.times);
        } else {
            point.times.add(slot.times.iter());
        }
    }

    fn pack(&mut self) {
        if self.open.count() > 0 {
            self.points[self.last].times.add(self.open.iter());
            self.open.clear();
        }
    }

    /// What was seen in this second since the beginning.
    pub(super) fn look(&mut self, second: u64, gauges: Gauges) {
        let index = self.index(second);
        let point = &mut self.points[index];
        point.gauges = point.gauges.most(gauges);
    }

    pub(super) fn so_far(&self) -> SoFar {
        let times = &self.all.times;
        let p99 = times::percentile(times.iter(), times.count(), 99.0);
        SoFar {
            ok: times.count(),
            failed: self.all.failed,
            p99: p99.map(Duration::from_nanos),
        }
    }

    /// All points of a load that took this long; a second in which nothing ended has one too.
    pub(super) fn points(&mut self, spent: Duration) -> Vec<Point> {
        self.pack();
        let mut dropped_before = 0;
        let of = |(index, counted): (usize, &Counted)| {
            let dropped = counted
                .gauges
                .dropped_until_now
                .saturating_sub(dropped_before);
            dropped_before += dropped;
            let at_s = index as u64 * self.width;
            let left = spent.as_secs_f64() - at_s as f64;
            let seconds = left.min(self.width as f64);
            // What ended after the end has no time to be divided by.
            let over = if seconds > 0.0 { seconds } else { 1.0 };
            let ms = |percent| Some(counted.times.percentile(percent)? as f64 / 1e6);
            Point {
                at_s,
                seconds: seconds.max(0.0),
                ok: counted.times.count(),
                failed: counted.failed,
                dropped,
                throughput: counted.times.count() as f64 / over,
                p50_ms: ms(50.0),
                p99_ms: ms(99.0),
                pool_waiting: counted.waited.map(|ns| ns as f64 / 1e9 / over),
                gauges: counted.gauges,
            }
        };
        let is_any = |point: &Point| point.seconds > 0.0 || point.ok + point.failed > 0;
        let points = self.points.iter().enumerate().map(of);
        points.filter(is_any).collect()
    }

    /// The times of the successes of each point, by the second in which it begins.
    pub(super) fn times(&mut self) -> Vec<(u64, Distribution)> {
        self.pack();
        let of = |(index, counted): (usize, &Counted)| {
            let mut times = Distribution::coarse();
            for (ns, count) in counted.times.iter() {
                times.record_n(ns, count);
            }
            (index as u64 * self.width, times)
        };
        self.points.iter().enumerate().map(of).collect()
    }

    /// Of the point in which a second lies, which there is from here on.
    fn index(&mut self, second: u64) -> usize {
        while second / self.width >= POINTS as u64 {
            self.halve();
        }
        #[expect(clippy::cast_possible_truncation, reason = "less than `POINTS`")]
        let index = (second / self.width) as usize;
        if index >= self.points.len() {
            self.points.resize_with(index + 1, Counted::default);
        }
        index
    }

    /// Neighbours become one: their counts are added, so that nothing is told but what was counted.
    fn halve(&mut self) {
        self.pack();
        self.last /= 2;
        self.width *= 2;
        let mut points = std::mem::take(&mut self.points).into_iter();
        while let Some(mut point) = points.next() {
            if let Some(next) = points.next() {
                point.add(&next);
            }
            self.points.push(point);
        }
    }
}

impl Counted {
    fn wait(&mut self, ns: Option<u64>) {
        self.waited = sum(self.waited, ns);
    }

    fn add(&mut self, other: &Self) {
        self.failed += other.failed;
        self.wait(other.waited);
        self.times.add(other.times.iter());
        self.gauges = self.gauges.most(other.gauges);
    }
}

#[cfg(test)]
mod tests;
