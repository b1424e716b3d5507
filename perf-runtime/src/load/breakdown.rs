//! What the iterations of a load were made of: rows, waits for a connection, the database, the rest.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::contention::{Contention, Means};
use super::distribution::Distribution;
use super::figures::{Latency, PerIteration, PercentileLimit};
use super::parts::Parts;
use super::plan::Plan;
use super::portion::names;
use super::profile::Profile;
use super::shapes::{ShapeTimes, Shapes};
use super::slowest::{Slow, Slowest, Trace};
use super::statements::{Figures, Texts};
use super::tail::Tail;
use super::tally::{Ended, Limits, Tally};
use crate::database::PoolUse;
use crate::measurement::Ending;
use crate::probe::log::{Log, StackId};
use crate::probe::shape::ShapeId;
use crate::probe::{Recorder, memory};

/// What is kept of the iterations that ended on one worker, in constant memory.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    rows: Distribution,
    /// Of the iterations that were seen to take a connection from a pool.
    waits: Distribution,
    /// Those of them over each limit on a percentile.
    waits_over: Vec<u64>,
    /// Iterations that made queries, but were not seen to take a connection.
    unseen: u64,
    /// Of the iterations that were measured whole.
    allocations: Distribution,
    bytes: u64,
    /// Of the iterations that were on the database.
    rest: Distribution,
    /// Of the successes.
    profile: Profile,
    slowest: Slowest,
    shapes: Shapes,
}

/// What the iterations of a load were made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Breakdown {
    /// Of the iterations that were on the database.
    pub(crate) rows: PerIteration,
    /// Of the iterations that were seen to take a connection from a pool; none where none was.
    pub(crate) pool_wait: Option<Latency>,
    /// Iterations that were seen to take a connection from a pool.
    pub(crate) pool_wait_known: u64,
    /// Iterations that made queries, but were not seen to take a connection.
    pub(crate) pool_wait_unknown: u64,
    /// One for each limit on a percentile of it, in the order of the options.
    pub(crate) pool_wait_limits: Vec<PercentileLimit>,
    /// The time neither in the pool nor in the database, of the iterations that were on the database.
    pub(crate) rest: Option<Latency>,
    /// What iterations took from the heap while they were polled, as far as they were measured whole: neither what tasks
    /// took that they started, nor the thread of a driver. Nothing where allocations are not counted.
    pub(crate) allocations: Option<PerIteration>,
    /// Bytes of it, of all of them together.
    pub(crate) allocated_bytes: Option<u64>,
    /// The pools of the fixtures, as they were at the end.
    pub(crate) pools: Vec<PoolUse>,
    /// How they stand to what was asked of them, where there is one and all waits for it are known.
    pub(crate) contention: Option<Contention>,
    pub(crate) tail: Option<Tail>,
    /// The queries by shape, the one that took most time in all first.
    pub(crate) shapes: Vec<ShapeTimes>,
    /// Queries of shapes for which there was no more room.
    pub(crate) other_queries: u64,
    /// The slowest iterations, the slowest first.
    pub(crate) slowest: Vec<Slow>,
}

impl Pieces {
    /// `limits` are those on percentiles of the wait, in milliseconds.
    pub(super) fn record(&mut self, ended: &Ended<'_>, figures: &Figures, limits: &[(f64, f64)]) {
        let waits = &ended.seen.waits.sum;
        let parts = Parts::of(ended, figures);
        let is_success = *ended.ending == Ending::Ok;
        if is_success {
            self.profile.record(parts);
        }
        if waits.count > 0 {
            self.waits.record(parts.pool);
            self.count_over(parts.pool, limits);
        } else if figures.queries > 0 {
            self.unseen += 1;
        }
        if waits.count > 0 || figures.queries > 0 {
            self.rows.record(figures.rows);
            self.rest.record(parts.rest());
        }
        if let (Some(taken), None) = (ended.taken, &ended.seen.narrowed) {
            self.allocations.record(taken.calls);
            self.bytes += taken.bytes;
        }
        self.slowest.record(is_success, parts.all, || {
            let log = &ended.seen.log;
            let (entries, more) = Trace::first(log.entries(), log.len());
            Trace {
                iteration: ended.iteration,
                begun: ended.begun.after(ended.origin),
                parts,
                ending: ended.ending.clone(),
                waits: ended.seen.waits.first.clone(),
                entries,
                more,
            }
        });
    }

    /// The queries of an iteration, one by one.
    pub(super) fn record_queries(&mut self, log: &Log, texts: &mut Texts, recorder: &Recorder) {
        self.shapes.record(log.entries(), texts, recorder);
    }

    /// Those of [`Tally::distributions`] that are of pieces.
    pub(super) fn distributions(&self) -> Vec<(String, &Distribution)> {
        let named = [
            (names::ROWS, &self.rows),
            (names::POOL_WAIT, &self.waits),
            (names::ALLOCATIONS, &self.allocations),
            (names::REST, &self.rest),
        ];
        let named = named.map(|(name, distribution)| (name.to_owned(), distribution));
        let of_shape = |(id, times): (ShapeId, _)| (names::of_shape(&id.to_string()), times);
        let shapes = self.shapes.distributions().map(of_shape);
        named.into_iter().chain(shapes).collect()
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.profile
    }

    fn count_over(&mut self, ns: u64, limits: &[(f64, f64)]) {
        self.waits_over.resize(limits.len(), 0);
        for (over, (_, limit_ms)) in self.waits_over.iter_mut().zip(limits) {
            *over += u64::from(ns as f64 > limit_ms * 1e6);
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.rows.add(&other.rows);
        self.waits.add(&other.waits);
        let limits = self.waits_over.len().max(other.waits_over.len());
        self.waits_over.resize(limits, 0);
        for (sum, other) in self.waits_over.iter_mut().zip(&other.waits_over) {
            *sum += other;
        }
        self.unseen += other.unseen;
        self.allocations.add(&other.allocations);
        self.bytes += other.bytes;
        self.rest.add(&other.rest);
        self.profile.add(&other.profile);
        self.slowest.add(&other.slowest);
        self.shapes.add(&other.shapes);
    }
}

impl Breakdown {
    /// Looks up the lines of all call stacks. A statement of a slow iteration whose own was not taken came from where all
    /// others of its shape did.
    pub(crate) fn resolve(&mut self, lines: &mut impl FnMut(StackId) -> Vec<String>) {
        for shape in &mut self.shapes {
            shape.resolve(lines);
        }
        let steps = self.slowest.iter_mut().flat_map(|slow| &mut slow.steps);
        for statement in steps.filter_map(|step| step.statement.as_mut()) {
            statement.at = match statement.stack {
                Some(stack) => lines(stack),
                None => self
                    .shapes
                    .iter()
                    .find(|shape| shape.id == statement.shape && shape.is_of_one_place)
                    .map(|shape| shape.at.clone())
                    .unwrap_or_default(),
            };
        }
    }

    /// Without what is known of the pools.
    pub(super) fn of(tally: &Tally, limits: &Limits, recorder: &Recorder) -> Self {
        let pieces = tally.pieces();
        let limits = &limits.pool_waits;
        let counted = pieces.allocations.count() > 0 && memory::is_counted();
        Self {
            rows: PerIteration::of(&pieces.rows),
            pool_wait: Latency::of(&pieces.waits),
            pool_wait_known: pieces.waits.count(),
            pool_wait_unknown: pieces.unseen,
            pool_wait_limits: PercentileLimit::all(limits, &pieces.waits, &pieces.waits_over),
            rest: Latency::of(&pieces.rest),
            allocations: counted.then(|| PerIteration::of(&pieces.allocations)),
            allocated_bytes: counted.then_some(pieces.bytes),
            tail: Tail::of(&pieces.profile),
            shapes: pieces.shapes.times(recorder),
            other_queries: pieces.shapes.others(),
            slowest: pieces.slowest.slow(recorder),
            ..Self::default()
        }
    }
}

/// Little's law speaks of one pool, of all that wait for it, and of users who are as many all the time.
pub(super) fn contention(
    tally: &Tally,
    plan: &Plan,
    spent: Duration,
    pools: &[PoolUse],
) -> Option<Contention> {
    let pieces = tally.pieces();
    let ([pool], 0, true) = (pools, pieces.unseen, plan.is_of_constant_users()) else {
        return None;
    };
    let iterations = tally.counts().all() as f64;
    let mean = |times: &Distribution| times.sum() as f64 / 1e6 / iterations.max(1.0);
    Contention::of(&Means {
        users: plan.users as f64,
        connections: pool.limit,
        per_second: iterations / spent.as_secs_f64(),
        pool_wait_ms: mean(&pieces.waits),
        db_ms: mean(tally.database()),
    })
}
