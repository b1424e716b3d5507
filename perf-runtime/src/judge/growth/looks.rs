//! Times at several sizes, looked at until the evidence is clear.

use super::{Point, TIMES, refutes, tells};
use crate::judge::distribution::binomial_at_least;
use crate::options::Complexity;

/// Runs at each size for the first look: the fewest of which a median has an interval.
pub(crate) const FIRST_RUNS: u64 = 7;

/// Runs at each size for every later one: a spike or two do not widen the interval of so many.
pub(crate) const LATER_RUNS: u64 = 15;

/// The chance that a median lies on one side of its interval.
const OUTSIDE: f64 = 0.01;

/// A time below this, in seconds, is as much that of the measuring as that of the body.
const SHORTEST: f64 = 20e-6;

/// Looks at which a claim must be refuted before it fails.
const CONFIRMED: u32 = 2;

/// Looks after which nothing more is to be expected.
const LONGEST: u32 = 4;

/// One run of the body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sample {
    /// Seconds.
    pub(crate) elapsed: f64,
    /// Seconds of it that were spent waiting for a processor.
    pub(crate) waited: f64,
}

/// What the looks come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Not faster than claimed.
    Holds,
    /// Faster than claimed, at two looks.
    Refuted,
    /// The body is too short to be measured.
    TooShort,
    /// The sizes lie too close together to tell the claim from faster growth.
    TooClose,
    /// The times vary too much to say.
    TooNoisy,
}

/// A claim on time, and what was seen of it.
///
/// The first look is at runs beside those of other cases. A claim that holds there, or at any look, has passed. One that does not is
/// looked at again, alone, with more runs; two looks that refute it are a failure, and four looks without either are inconclusive.
#[derive(Debug, Clone)]
pub(crate) struct Looks {
    claim: Complexity,
    refuted: u32,
    taken: u32,
    points: Vec<Point>,
}

impl Looks {
    pub(crate) fn new(claim: Complexity) -> Self {
        Self {
            claim,
            refuted: 0,
            taken: 0,
            points: Vec::new(),
        }
    }

    /// Looks at the samples of each size; nothing as long as more looks are needed.
    pub(crate) fn push(&mut self, sizes: &[(u64, Vec<Sample>)]) -> Option<Outcome> {
        self.taken += 1;
        self.points = sizes
            .iter()
            .filter_map(|(size, samples)| point(*size, samples))
            .collect();
        let points = &self.points;
        let sizes: Vec<_> = sizes.iter().map(|(size, _)| *size).collect();
        if !tells(&sizes, self.claim, TIMES) {
            return Some(Outcome::TooClose);
        }
        if points.len() < sizes.len() {
            return Some(Outcome::TooNoisy);
        }
        if points.last().is_none_or(|point| point.figure < SHORTEST) {
            return Some(Outcome::TooShort);
        }
        let likely: Vec<_> = points.iter().map(|point| point.likely()).collect();
        if !refutes(&likely, self.claim, TIMES) {
            return Some(Outcome::Holds);
        }
        self.refuted += u32::from(refutes(points, self.claim, TIMES));
        if self.refuted >= CONFIRMED {
            return Some(Outcome::Refuted);
        }
        (self.taken >= LONGEST).then_some(Outcome::TooNoisy)
    }

    /// The medians of the last look with their intervals, in seconds.
    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }
}

/// The median and its interval between two order statistics; nothing where there are too few samples.
fn point(size: u64, samples: &[Sample]) -> Option<Point> {
    let count = samples.len();
    let sorted = |of: fn(&Sample) -> f64| {
        let mut times: Vec<_> = samples.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let elapsed = sorted(|sample| sample.elapsed);
    let without_waiting = sorted(|sample| (sample.elapsed - sample.waited).max(0.0));
    // The median is below a sample of this rank, from 0, only if no more samples than that lie below it.
    let outside = |rank: usize| binomial_at_least((count - rank) as u64, count as u64, 0.5);
    let rank = (0..count / 2)
        .take_while(|rank| outside(*rank) <= OUTSIDE)
        .last()?;
    Some(Point {
        size,
        low: *without_waiting.get(rank)?,
        figure: *elapsed.get(count / 2)?,
        high: *elapsed.get(count - 1 - rank)?,
    })
}
