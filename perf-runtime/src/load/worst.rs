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

impl Ranked<'_> {
    /// What it is ranked by, in each rank the largest being the worst; 0 where it is out of the question. The first rank is of the iteration to show.
    fn by_queries(&self) -> [u64; 8] {
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
        [
            queries,
            reads,
            writes,
            rows,
            repeats,
            varied_reads,
            slowest,
            time,
        ]
    }

    fn by_end(&self) -> [u64; 3] {
        let of = |is_in_question: bool, rank: u64| if is_in_question { rank } else { 0 };
        let is_ok = *self.ending == Ending::Ok;
        [
            // The fewest queries, and the longest: of those that came to their end.
            of(is_ok, u64::MAX - self.figures.queries),
            of(is_ok, self.ns.saturating_add(1)),
            // The first that failed.
            of(!is_ok, u64::MAX - self.number),
        ]
    }
}

/// A time in whole nanoseconds, which are enough for five hundred years.
pub(super) fn nanos(time: std::time::Duration) -> u64 {
    let whole = time.as_secs().saturating_mul(1_000_000_000);
    whole.saturating_add(time.subsec_nanos().into())
}

#[derive(Debug, Clone)]
struct Kept {
    number: u64,
    run: Arc<Run>,
}

/// The worst iteration by each of some ranks.
#[derive(Debug, Clone)]
struct Kinds<const N: usize> {
    /// By how much; 0 where there is none. Apart, since it is looked at for every iteration.
    ranks: [u64; N],
    kept: [Option<Kept>; N],
}

impl<const N: usize> Default for Kinds<N> {
    fn default() -> Self {
        Self {
            ranks: [0; N],
            kept: [const { None }; N],
        }
    }
}

impl<const N: usize> Kinds<N> {
    #[inline]
    fn is_worse(&self, ranks: &[u64; N]) -> bool {
        ranks
            .iter()
            .zip(&self.ranks)
            .any(|(rank, most)| rank > most)
    }

    fn keep(&mut self, ranks: &[u64; N], kept: &Kept) {
        for ((most, place), rank) in self.ranks.iter_mut().zip(&mut self.kept).zip(ranks) {
            if rank > most {
                (*most, *place) = (*rank, Some(kept.clone()));
            }
        }
    }

    fn add(&mut self, other: &Self) {
        for place in 0..N {
            // The first of several, so that the message is the same every time.
            let earlier = |of: &Self| of.kept[place].as_ref().map(|it| u64::MAX - it.number);
            if (other.ranks[place], earlier(other)) > (self.ranks[place], earlier(self)) {
                self.ranks[place] = other.ranks[place];
                self.kept[place].clone_from(&other.kept[place]);
            }
        }
    }
}

/// The worst iterations.
#[derive(Debug, Clone, Default)]
pub(super) struct Worst {
    by_queries: Kinds<8>,
    by_end: Kinds<3>,
}

impl Worst {
    /// Keeps the iteration where it is worse than one kept before; only then is it written out.
    #[inline]
    pub(super) fn record(&mut self, ranked: &Ranked<'_>, run: impl FnOnce() -> Run) {
        let made_queries = ranked.figures.queries > 0;
        if self.by_end.is_worse(&ranked.by_end())
            || (made_queries && self.by_queries.is_worse(&ranked.by_queries()))
        {
            self.keep(ranked, run());
        }
    }

    #[cold]
    fn keep(&mut self, ranked: &Ranked<'_>, run: Run) {
        let kept = Kept {
            number: ranked.number,
            run: Arc::new(run),
        };
        self.by_queries.keep(&ranked.by_queries(), &kept);
        self.by_end.keep(&ranked.by_end(), &kept);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.by_queries.add(&other.by_queries);
        self.by_end.add(&other.by_end);
    }

    /// Each iteration that is kept, once.
    pub(super) fn runs(&self) -> Vec<Run> {
        let mut numbers = Vec::new();
        let mut runs = Vec::new();
        let all = self.by_queries.kept.iter().chain(&self.by_end.kept);
        for kept in all.flatten() {
            if !numbers.contains(&kept.number) {
                numbers.push(kept.number);
                runs.push(Run::clone(&kept.run));
            }
        }
        runs
    }
}
