//! The budgets on the time of each single run: which are over at first sight, and what the judge says in the end.

use std::fmt::Write as _;
use std::time::Duration;

use crate::judge::clock;
use crate::judge::sequential::{Decision, Walk};
use crate::measurement::Run;
use crate::options::{Options, Rule};
use crate::report::format::{limit_ms, plural, time};
use crate::verdict::{Finding, Status};

/// A limit on the time of each single run, judged by the sequential rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PerRun {
    pub(crate) key: &'static str,
    pub(crate) limit_ms: f64,
    figure: fn(&Run) -> Duration,
}

impl PerRun {
    pub(crate) fn of(options: &Options) -> Vec<Self> {
        let elapsed: fn(&Run) -> Duration = |run| run.elapsed;
        let slowest: fn(&Run) -> Duration = |run| {
            run.queries
                .slowest()
                .map(|shape| shape.sum.slowest)
                .unwrap_or_default()
        };
        let database: fn(&Run) -> Duration = |run| run.queries.time();
        let pool_wait: fn(&Run) -> Duration = |run| run.queries.waits.total;
        [
            ("max_ms", options.max_ms, elapsed),
            ("max_query_ms", options.max_query_ms, slowest),
            ("max_db_ms", options.max_db_ms, database),
            ("max_pool_wait_ms", options.max_pool_wait_ms, pool_wait),
        ]
        .into_iter()
        .filter_map(|(key, limit_ms, figure)| {
            Some(Self {
                key,
                limit_ms: limit_ms?,
                figure,
            })
        })
        .collect()
    }

    pub(crate) fn figure(&self, run: &Run) -> Duration {
        (self.figure)(run)
    }

    /// The figure without what the run waited for a processor, as far as that is known.
    fn at_least(&self, run: &Run) -> Duration {
        let figure = self.figure(run);
        if figure == run.elapsed {
            run.at_least()
        } else {
            figure.saturating_sub(run.waited)
        }
    }

    pub(crate) fn is_over(&self, run: &Run) -> bool {
        ms(self.figure(run)) > self.limit_ms
    }

    /// Within the limit at first sight: no run was over it.
    pub(crate) fn within(&self, runs: &[Run]) -> Finding {
        let worst = runs
            .iter()
            .map(|run| self.figure(run))
            .max()
            .unwrap_or_default();
        let text = format!(
            "{} of {}{}",
            time(worst),
            limit_ms(self.limit_ms),
            of_runs(runs.len())
        );
        self.finding(Status::Ok, text, worst)
    }

    /// Over the limit at first sight, and not measured again.
    pub(crate) fn once(&self, runs: &[Run]) -> Finding {
        let finding = self.within(runs);
        let status = if runs.iter().any(|run| self.is_over(run)) {
            Status::Fail
        } else {
            Status::Ok
        };
        Finding { status, ..finding }
    }

    /// The verdict of a body that cannot run twice: what one run cannot tell stays open.
    pub(crate) fn only_run(&self, runs: &[Run]) -> Finding {
        let finding = self.within(runs);
        let is_certain = |run: &Run| {
            let at_least = self.figure(run).saturating_sub(run.waited);
            ms(at_least) > BEYOND_DOUBT * self.limit_ms
        };
        if !runs.iter().any(|run| self.is_over(run)) {
            finding
        } else if runs.iter().any(is_certain) {
            Finding {
                status: Status::Fail,
                text: format!("{}, in its only run", finding.text),
                ..finding
            }
        } else {
            Finding {
                status: Status::Inconclusive,
                text: format!(
                    "{}; not judged, one run less than {BEYOND_DOUBT} times over a limit shows nothing",
                    finding.text
                ),
                ..finding
            }
        }
    }

    fn finding(&self, status: Status, text: String, figure: Duration) -> Finding {
        Finding::new(self.key, status, text).figures(ms(figure), self.limit_ms)
    }
}

fn of_runs(runs: usize) -> String {
    if runs > 1 {
        format!(" (the slowest of {runs} runs)")
    } else {
        String::new()
    }
}

/// A limit that is being measured again alone.
#[derive(Debug)]
pub(crate) struct Timing {
    pub(crate) budget: PerRun,
    walk: Walk,
    decision: Option<Decision>,
    /// The measured times, in order.
    samples: Vec<Duration>,
    /// Samples over the limit that had waited for a processor.
    waited: usize,
    /// Samples over the limit on a machine that was slower than usual, and how many times at most.
    slow: usize,
    slowdown: f64,
}

/// Why a sample over the limit tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// It waited for a processor.
    Waited,
    /// It had one that was slower than usual.
    Slow,
}

/// The share of its time that a sample may have waited for a processor.
pub(crate) const WAITED: f64 = 0.02;

/// A sample that would be over the limit so many times even without its waiting is kept all the same.
const BEYOND_DOUBT: f64 = 1.5;

/// What to do about a body that ran once and did not run again.
const RUNS_ONCE: &str = "a time over its limit is measured again, on fresh fixtures: let the body clean up what it leaves \
                         outside of them, or write `verdict = \"once\"` if it cannot run twice";

/// Samples that may be set aside before the machine is too busy to say anything.
const SET_ASIDE: usize = 30;

impl Timing {
    pub(crate) fn new(budget: PerRun) -> Self {
        Self {
            budget,
            walk: Walk::default(),
            decision: None,
            samples: Vec::new(),
            waited: 0,
            slow: 0,
            slowdown: 1.0,
        }
    }

    /// Takes one more run into account, on a machine so many times slower than usual; ignored once it is decided.
    pub(crate) fn push(&mut self, run: &Run, slowdown: f64) {
        if self.is_done() {
            return;
        }
        let over = self.budget.is_over(run);
        match self.doubt(run, slowdown).filter(|_| over) {
            Some(Doubt::Waited) => self.waited += 1,
            Some(Doubt::Slow) => {
                self.slow += 1;
                self.slowdown = self.slowdown.max(slowdown);
            }
            None => {
                self.samples.push(self.budget.figure(run));
                self.decision = self.walk.push(over);
            }
        }
    }

    /// What may be why the run is over the limit.
    fn doubt(&self, run: &Run, slowdown: f64) -> Option<Doubt> {
        let limit = self.budget.limit_ms;
        let at_least = ms(self.budget.at_least(run));
        let waited = run.waited.as_secs_f64() > WAITED * run.elapsed.as_secs_f64();
        if waited {
            // Without all of its waiting its time is too short rather than too long: nothing more is taken from it.
            (at_least <= BEYOND_DOUBT * limit).then_some(Doubt::Waited)
        } else {
            let is_slow = slowdown > 1.0 && at_usual_speed(at_least, run, slowdown) <= limit;
            is_slow.then_some(Doubt::Slow)
        }
    }

    /// The rule wants a pause before the next sample.
    pub(crate) fn wants_pause(&self) -> bool {
        !self.is_done() && self.walk.wants_pause()
    }

    pub(crate) fn is_done(&self) -> bool {
        self.decision.is_some() || self.waited + self.slow > SET_ASIDE
    }

    /// What came of it; `broken` is why the body could not be run again.
    pub(crate) fn finding(&self, first: &[Run], broken: Option<&str>) -> Finding {
        let limit = limit_ms(self.budget.limit_ms);
        let worst = first
            .iter()
            .map(|run| self.budget.figure(run))
            .max()
            .unwrap_or_default();
        let evidence = self.evidence();
        let fastest = self.samples.iter().min().copied().unwrap_or(worst);
        match self.decision {
            Some(Decision::Over) => self.budget.finding(
                Status::Fail,
                format!("{} of {limit}: {evidence}", time(fastest)),
                fastest,
            ),
            Some(Decision::Within) => {
                let text = format!("{} of {limit}; {evidence}, alone", time(fastest));
                self.budget.finding(Status::Ok, text, fastest)
            }
            None => {
                let reason = match broken {
                    Some(broken) => format!("the body could not be run again: {broken}"),
                    None => self.doubts(),
                };
                let text = format!("{} of {limit} once; not judged, {reason}", time(worst));
                let finding = self.budget.finding(Status::Inconclusive, text, worst);
                if broken.is_some() {
                    finding.advice(RUNS_ONCE)
                } else {
                    finding
                }
            }
        }
    }

    fn evidence(&self) -> String {
        let over = self
            .samples
            .iter()
            .filter(|sample| ms(**sample) > self.budget.limit_ms)
            .count();
        let fastest = self.samples.iter().min().copied().unwrap_or_default();
        let mut text = format!(
            "{over} of {} over, fastest {}",
            plural(self.samples.len() as u64, "run"),
            time(fastest)
        );
        if self.waited > 0 {
            let _ = write!(text, ", {} more set aside on a busy processor", self.waited);
        }
        if self.slow > 0 {
            let _ = write!(
                text,
                ", {} more set aside on a machine up to {:.1} times slower than usual",
                self.slow, self.slowdown
            );
        }
        text
    }

    /// Why there are no samples to judge by.
    fn doubts(&self) -> String {
        let waited = (self.waited > 0).then(|| {
            let runs = plural(self.waited as u64, "run");
            format!("{runs} of it had to wait for a processor")
        });
        let slow = (self.slow > 0).then(|| {
            let runs = plural(self.slow as u64, "run");
            let slowdown = self.slowdown;
            format!("the machine was up to {slowdown:.1} times slower than usual in {runs}")
        });
        let doubts: Vec<_> = waited.into_iter().chain(slow).collect();
        doubts.join(", and ")
    }
}

/// What so many milliseconds would have been: those in which processors worked for the run are fewer, the others are not.
fn at_usual_speed(at_least: f64, run: &Run, slowdown: f64) -> f64 {
    let worked = run.pace.map_or(0.0, |pace| ms(pace.worked));
    at_least - worked.min(at_least) * (1.0 - 1.0 / slowdown)
}

/// The findings of all limits on time, where the clock did not go on while it was measured.
pub(crate) fn without_clock(options: &Options, runs: &[Run]) -> Option<Vec<Finding>> {
    if !clock::stood_still(runs.iter().map(|run| run.elapsed)) {
        return None;
    }
    let text = format!(
        "not judged: the clock stood still during {}",
        plural(runs.len() as u64, "run")
    );
    let keys = PerRun::of(options).into_iter().map(|budget| budget.key);
    let all = [
        ("mean_ms", options.mean_ms),
        ("stddev_ms", options.stddev_ms),
    ];
    let all = all
        .into_iter()
        .filter_map(|(key, limit)| limit.map(|_| key));
    let percentiles = options.percentiles.iter();
    let findings = keys
        .chain(all)
        .map(str::to_owned)
        .chain(percentiles.map(|(percent, _)| percentile_key(*percent)))
        .map(|key| Finding::new(key, Status::Inconclusive, text.clone()));
    Some(findings.collect())
}

/// The limits on one run that have to be measured again.
pub(crate) fn open(options: &Options, runs: &[Run]) -> (Vec<PerRun>, Vec<Timing>) {
    let strict = options.verdict == Some(Rule::Strict);
    let (open, within): (Vec<_>, Vec<_>) = PerRun::of(options)
        .into_iter()
        .partition(|budget| strict || runs.iter().any(|run| budget.is_over(run)));
    (within, open.into_iter().map(Timing::new).collect())
}

/// `p95_ms`, `p99_9_ms`.
pub(crate) fn percentile_key(percent: f64) -> String {
    format!("p{}_ms", percent.to_string().replace('.', "_"))
}

/// `p95_pool_wait_ms`.
pub(crate) fn pool_wait_key(percent: f64) -> String {
    format!("p{}_pool_wait_ms", percent.to_string().replace('.', "_"))
}

/// `p95`, `p99.9`.
pub(crate) fn percentile_name(percent: f64) -> String {
    format!("p{percent}")
}

pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub(crate) fn duration(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1e3).unwrap_or_default()
}

#[cfg(test)]
mod tests;
