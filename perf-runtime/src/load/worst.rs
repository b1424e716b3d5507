//! The iterations that are kept whole, since a budget is judged by them.

use std::sync::Arc;

use super::statements::Figures;
use crate::measurement::{Ending, Run};

/// An iteration before it is known whether it is kept.
#[derive(Debug)]
pub(super) struct Ranked<'a> {
    pub(super) number: u64,
    pub(super) ns: u64,
    pub(super) ending: &'a Ending,
    pub(super) figures: Figures,
}

/// Ranks of an iteration.
const RANKS: usize = 11;

/// The first so many ranks are of queries that were made.
const OF_QUERIES: usize = 8;

impl Ranked<'_> {
    /// What the iteration is ranked by, in each rank the largest being the worst; 0 where it is out of the question.
    /// The first rank is of the iteration to show.
    fn ranks(&self) -> [u64; RANKS] {
        let Figures {
            queries,
            reads,
            writes,
            rows,
            repeats,
            varied_reads,
            slowest,
            time,
        } = self.figures;
        let is_ok = *self.ending == Ending::Ok;
        let of = |is_in_question: bool, rank: u64| if is_in_question { rank } else { 0 };
        [
            queries,
            reads,
            writes,
            rows,
            repeats,
            varied_reads,
            slowest,
            time,
            // The fewest queries, and the longest: of those that came to their end.
            of(is_ok, u64::MAX - queries),
            of(is_ok, self.ns.saturating_add(1)),
            // The first that failed.
            of(!is_ok, u64::MAX - self.number),
        ]
    }
}

/// A time in whole nanoseconds, which are enough for five hundred years.
pub(super) fn nanos(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[derive(Debug, Clone)]
struct Kept {
    number: u64,
    run: Arc<Run>,
}

/// The worst iteration by each rank.
#[derive(Debug, Clone, Default)]
pub(super) struct Worst {
    /// By how much; 0 where there is none. Apart, since it is looked at for every iteration.
    ranks: [u64; RANKS],
    kept: [Option<Kept>; RANKS],
}

impl Worst {
    /// Keeps the iteration where it is worse than the one kept before; only then is it written out.
    pub(super) fn record(&mut self, ranked: &Ranked<'_>, run: impl FnOnce() -> Run) {
        let ranks = ranked.ranks();
        let is_worse = |first: usize| {
            let mut pairs = ranks[first..].iter().zip(&self.ranks[first..]);
            pairs.any(|(rank, worst)| rank > worst)
        };
        let made_queries = ranked.figures.queries > 0;
        if is_worse(OF_QUERIES) || (made_queries && is_worse(0)) {
            self.keep(&ranks, ranked.number, &Arc::new(run()));
        }
    }

    #[cold]
    fn keep(&mut self, ranks: &[u64; RANKS], number: u64, run: &Arc<Run>) {
        let places = self.ranks.iter_mut().zip(&mut self.kept);
        for ((worst, kept), rank) in places.zip(ranks) {
            if rank > worst {
                *worst = *rank;
                let run = Arc::clone(run);
                *kept = Some(Kept { number, run });
            }
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for place in 0..RANKS {
            // The first of several, so that the message is the same every time.
            let earlier = |of: &Self| of.kept[place].as_ref().map(|it| u64::MAX - it.number);
            if (other.ranks[place], earlier(other)) > (self.ranks[place], earlier(self)) {
                self.ranks[place] = other.ranks[place];
                self.kept[place] = other.kept[place].clone();
            }
        }
    }

    /// Each iteration that is kept, once.
    pub(super) fn runs(&self) -> Vec<Run> {
        let mut numbers = Vec::new();
        let mut runs = Vec::new();
        for kept in self.kept.iter().flatten() {
            if !numbers.contains(&kept.number) {
                numbers.push(kept.number);
                runs.push(Run::clone(&kept.run));
            }
        }
        runs
    }
}
