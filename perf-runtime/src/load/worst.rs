//! The iterations that are kept whole, since a budget is judged by them.

use std::sync::Arc;

use super::statements::Figures;
use crate::measurement::{Ending, Run};

/// What an iteration is ranked by, the largest being the worst; none where it is out of the question.
type Rank = fn(&Ranked<'_>) -> Option<u64>;

/// An iteration before it is known whether it is kept.
#[derive(Debug)]
pub(super) struct Ranked<'a> {
    pub(super) number: u64,
    pub(super) ns: u64,
    pub(super) ending: &'a Ending,
    pub(super) figures: Figures,
}

/// The first so many ranks are of queries that were made.
const OF_QUERIES: usize = 8;

/// What iterations are kept for. The first is the one to show.
const RANKS: [Rank; 11] = [
    |it| above_zero(it.figures.queries),
    |it| above_zero(it.figures.reads),
    |it| above_zero(it.figures.writes),
    |it| above_zero(it.figures.rows),
    |it| above_zero(it.figures.repeats),
    |it| above_zero(it.figures.varied_reads),
    |it| above_zero(nanos(it.figures.slowest)),
    |it| above_zero(nanos(it.figures.time)),
    // The fewest queries, and the longest: of those that came to their end.
    |it| (*it.ending == Ending::Ok).then(|| u64::MAX - it.figures.queries),
    |it| (*it.ending == Ending::Ok).then_some(it.ns),
    // The first that failed.
    |it| (*it.ending != Ending::Ok).then(|| u64::MAX - it.number),
];

fn above_zero(figure: u64) -> Option<u64> {
    (figure > 0).then_some(figure)
}

/// A time in whole nanoseconds, which are enough for five hundred years.
pub(super) fn nanos(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[derive(Debug, Clone)]
struct Kept {
    value: u64,
    number: u64,
    run: Arc<Run>,
}

impl Kept {
    fn is_worse_than(&self, other: &Self) -> bool {
        // The first of several, so that the message is the same every time.
        (self.value, u64::MAX - self.number) > (other.value, u64::MAX - other.number)
    }
}

/// The worst iteration by each rank.
#[derive(Debug, Clone, Default)]
pub(super) struct Worst([Option<Kept>; RANKS.len()]);

impl Worst {
    /// Keeps the iteration where it is worse than the one kept before; only then is it written out.
    pub(super) fn record(&mut self, ranked: &Ranked<'_>, run: impl FnOnce() -> Run) {
        let mut run = Some(run);
        let mut written: Option<Arc<Run>> = None;
        let made_none = ranked.figures.queries == 0;
        let out_of_question = if made_none { OF_QUERIES } else { 0 };
        for (rank, kept) in RANKS.iter().zip(&mut self.0).skip(out_of_question) {
            let Some(value) = rank(ranked) else { continue };
            if kept.as_ref().is_some_and(|kept| kept.value >= value) {
                continue;
            }
            if let Some(run) = run.take() {
                written = Some(Arc::new(run()));
            }
            *kept = written.clone().map(|run| Kept {
                value,
                number: ranked.number,
                run,
            });
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (kept, other) in self.0.iter_mut().zip(&other.0) {
            let Some(other) = other else { continue };
            if kept.as_ref().is_none_or(|kept| other.is_worse_than(kept)) {
                *kept = Some(other.clone());
            }
        }
    }

    /// Each iteration that is kept, once.
    pub(super) fn runs(&self) -> Vec<Run> {
        let mut numbers = Vec::new();
        let mut runs = Vec::new();
        for kept in self.0.iter().flatten() {
            if !numbers.contains(&kept.number) {
                numbers.push(kept.number);
                runs.push(Run::clone(&kept.run));
            }
        }
        runs
    }
}
