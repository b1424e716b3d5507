//! All that is kept of the iterations that ended on one worker.

use std::time::{Duration, Instant};

use super::breakdown::Pieces;
use super::class::{Class, Counts};
use super::distribution::Distribution;
use super::messages::Messages;
use super::moment::Moment;
use super::portion::names;
use super::statements::{Figures, Texts};
use super::worst::{Ranked, Worst};
use crate::faults::is_injected;
use crate::fixture::Iteration;
use crate::measurement::{Ending, Queries, Run};
use crate::options::Options;
use crate::probe::Recorder;
use crate::probe::memory::Polled;
use crate::probe::scope::Seen;

/// An iteration that came to its end.
#[derive(Debug)]
pub(super) struct Ended<'a> {
    pub(super) iteration: Iteration,
    /// The beginning of the part of the load.
    pub(super) origin: Instant,
    /// When it began, or was to begin.
    pub(super) begun: Moment,
    /// How much later it began than it was to, where the clock says when. In nanoseconds.
    pub(super) delay: Option<u64>,
    /// When it ended.
    pub(super) at: Moment,
    /// How long it took, in nanoseconds.
    pub(super) ns: u64,
    pub(super) ending: &'a Ending,
    /// What it took from the heap; nothing where it was not polled to its end.
    pub(super) taken: Option<Polled>,
    pub(super) seen: &'a Seen,
}

/// The limits on percentiles, each `(percentile, milliseconds)`, those within `warn(..)` too.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    pub(super) latencies: Vec<(f64, f64)>,
    pub(super) pool_waits: Vec<(f64, f64)>,
}

impl Limits {
    pub(super) fn of(options: &Options) -> Self {
        let both = |limits: fn(&Options) -> &'static [(f64, f64)]| {
            let soft = options.warn.map(limits).unwrap_or_default();
            [limits(options), soft].concat()
        };
        Self {
            latencies: both(|options| options.percentiles),
            pool_waits: both(|options| options.pool_wait_percentiles),
        }
    }
}

/// Figures of any number of iterations, in constant memory.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Times in nanoseconds, by [`Class`].
    latencies: [Distribution; Class::ALL.len()],
    /// Successes over each limit on a percentile.
    over: Vec<u64>,
    /// How much later than they were to iterations of an open model began, in nanoseconds.
    delays: Distribution,
    /// Queries of an iteration.
    queries: Distribution,
    /// The time of all queries of an iteration, in nanoseconds.
    database: Distribution,
    /// In nanoseconds.
    slowest_query: u64,
    /// Iterations that ended with an error that was made on purpose.
    injected: u64,
    messages: Messages,
    worst: Worst,
    texts: Texts,
    pieces: Pieces,
}

impl Tally {
    /// `limits` are the same for each iteration.
    pub(super) fn record(&mut self, ended: &Ended<'_>, limits: &Limits, recorder: &Recorder) {
        let Ended {
            iteration,
            ns,
            ending,
            seen,
            ..
        } = *ended;
        let figures = if seen.log.len() > 0 {
            Figures::of(&seen.log, &mut self.texts, recorder)
        } else {
            Figures::default()
        };
        self.pieces.record(ended, &figures, &limits.pool_waits);
        if figures.queries > 0 {
            self.pieces
                .record_queries(&seen.log, &mut self.texts, recorder);
        }
        let class = Class::of(ending);
        self.latencies[class as usize].record(ns);
        if class == Class::Ok && !limits.latencies.is_empty() {
            self.count_over(ns, &limits.latencies);
        }
        if let Some(delay) = ended.delay {
            self.delays.record(delay);
        }
        if let Ending::Error(text) | Ending::Panic(text) = ending {
            self.messages.record(class, text, iteration.unique);
            self.injected += u64::from(is_injected(text));
        }
        self.queries.record(figures.queries);
        self.database.record(figures.time);
        self.slowest_query = self.slowest_query.max(figures.slowest);
        let ranked = Ranked {
            number: iteration.unique,
            ns,
            ending,
            figures,
        };
        self.worst.record(&ranked, || Run {
            elapsed: Duration::from_nanos(ns),
            waited: Duration::ZERO,
            ran: Duration::ZERO,
            pace: None,
            ending: ending.clone(),
            queries: Queries::of(seen, recorder),
            // Users share their threads: whose allocations they were cannot be told.
            heap: None,
            iteration: Some(iteration),
            size: None,
        });
    }

    /// An iteration of which nothing is known but how long it ran.
    pub(super) fn record_interrupted(&mut self, ns: u64) {
        self.latencies[Class::Interrupted as usize].record(ns);
    }

    fn count_over(&mut self, ns: u64, limits: &[(f64, f64)]) {
        self.over.resize(limits.len(), 0);
        for (over, (_, limit_ms)) in self.over.iter_mut().zip(limits) {
            *over += u64::from(ns as f64 > limit_ms * 1e6);
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (sum, other) in self.latencies.iter_mut().zip(&other.latencies) {
            sum.add(other);
        }
        self.over.resize(self.over.len().max(other.over.len()), 0);
        for (sum, other) in self.over.iter_mut().zip(&other.over) {
            *sum += other;
        }
        self.delays.add(&other.delays);
        self.queries.add(&other.queries);
        self.database.add(&other.database);
        self.slowest_query = self.slowest_query.max(other.slowest_query);
        self.injected += other.injected;
        self.messages.add(&other.messages);
        self.worst.add(&other.worst);
        self.pieces.add(&other.pieces);
    }

    pub(super) fn counts(&self) -> Counts {
        let count = |class: Class| self.latencies[class as usize].count();
        Counts {
            ok: count(Class::Ok),
            error: count(Class::Error),
            panic: count(Class::Panic),
            timeout: count(Class::Timeout),
            interrupted: count(Class::Interrupted),
            dropped: 0,
        }
    }

    /// How much later than they were to iterations began, in nanoseconds; none in a closed model.
    pub(super) fn delays(&self) -> &Distribution {
        &self.delays
    }

    /// Times of the successes, in nanoseconds.
    pub(super) fn successes(&self) -> &Distribution {
        &self.latencies[Class::Ok as usize]
    }

    /// Successes over each limit on a percentile, in the order of the limits; empty where none succeeded.
    pub(super) fn over(&self) -> &[u64] {
        &self.over
    }

    pub(super) fn queries(&self) -> &Distribution {
        &self.queries
    }

    /// Times of all queries of an iteration, in nanoseconds.
    pub(super) fn database(&self) -> &Distribution {
        &self.database
    }

    pub(super) fn slowest_query(&self) -> Duration {
        Duration::from_nanos(self.slowest_query)
    }

    pub(super) fn injected(&self) -> u64 {
        self.injected
    }

    /// All distributions, under their names in the log of a shard.
    pub(super) fn distributions(&self) -> Vec<(String, &Distribution)> {
        let of_class = |class: Class| (class.word().to_owned(), &self.latencies[class as usize]);
        let named = [
            (names::DELAYS, &self.delays),
            (names::QUERIES, &self.queries),
            (names::DATABASE, &self.database),
        ];
        let named = named.map(|(name, distribution)| (name.to_owned(), distribution));
        let all = Class::ALL.map(of_class).into_iter().chain(named);
        all.chain(self.pieces.distributions()).collect()
    }

    pub(super) fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    pub(super) fn messages(&self) -> &Messages {
        &self.messages
    }

    pub(super) fn runs(&self) -> Vec<Run> {
        self.worst.runs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::User;
    use crate::load::tests::statements;
    use crate::load::worst::nanos;

    const MS: Duration = Duration::from_millis(1);

    fn ended<'a>(unique: u64, elapsed: Duration, ending: &'a Ending, seen: &'a Seen) -> Ended<'a> {
        let iteration = Iteration {
            user: User { index: unique % 3 },
            index: unique / 3,
            unique,
        };
        Ended {
            iteration,
            origin: Instant::now(),
            begun: Moment::default(),
            delay: None,
            at: Moment::default(),
            ns: nanos(elapsed),
            ending,
            taken: None,
            seen,
        }
    }

    #[test]
    fn latencies_are_those_of_the_successes() {
        let recorder = Recorder::new(0);
        let (mut tally, none) = (Tally::default(), Seen::default());
        let limits = Limits {
            latencies: vec![(95.0, 200.0), (50.0, 199.9)],
            ..Limits::default()
        };
        let refused = Ending::Error("refused".to_owned());
        for unique in 0..100 {
            let ended = match unique % 2 {
                0 => ended(unique, 200 * MS, &Ending::Ok, &none),
                _ => ended(unique, 9_000 * MS, &refused, &none),
            };
            tally.record(&ended, &limits, &recorder);
        }
        assert_eq!(
            tally.counts(),
            Counts {
                ok: 50,
                error: 50,
                ..Counts::default()
            }
        );
        assert_eq!(
            (tally.successes().min(), tally.successes().max()),
            (200_000_000, 200_000_000)
        );
        assert_eq!(tally.over(), [0, 50], "at the limit is not over it");
    }

    #[test]
    fn the_worst_of_all_workers_are_kept_whole() {
        let recorder = Recorder::new(0);
        let (mut one, mut other) = (Tally::default(), Tally::default());
        let record = |tally: &mut Tally, unique, elapsed, ending, sql: &[(&str, u64, u64)]| {
            let seen = Seen {
                log: statements(&recorder, sql),
                ..Seen::default()
            };
            let ended = ended(unique, elapsed, &ending, &seen);
            tally.record(&ended, &Limits::default(), &recorder);
        };
        let sql = "SELECT a FROM b";
        record(&mut one, 0, MS, Ending::Ok, &[(sql, 3, 1)]);
        record(&mut one, 1, 7 * MS, Ending::Ok, &[(sql, 3, 1)]);
        record(&mut other, 2, MS, Ending::Ok, &[(sql, 2, 90)]);
        record(&mut other, 3, MS, Ending::Ok, &[(sql, 3, 1)]);
        record(&mut other, 4, MS, Ending::Error("refused".to_owned()), &[]);
        one.add(&other);

        let kept: Vec<_> = one
            .runs()
            .into_iter()
            .filter_map(|run| {
                Some((
                    run.iteration?.unique,
                    run.queries.count(),
                    run.queries.rows(),
                ))
            })
            .collect();
        // Most queries (the first of three), most rows and fewest queries, longest, first that failed.
        assert_eq!(kept, [(0, 3, 3), (2, 2, 180), (1, 3, 3), (4, 0, 0)]);
        assert_eq!((one.queries().sum(), one.queries().max()), (11, 3));
        assert_eq!(one.slowest_query(), MS);
        assert_eq!(one.database().max(), 3_000_000);
    }
}
