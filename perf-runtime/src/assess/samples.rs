//! The budgets on the time of all runs together: mean, standard deviation and percentiles.

use std::time::Duration;

use super::time::{duration, ms, percentile_key};
use crate::judge::looks::{Look, decision};
use crate::judge::{mean, percentile, spread};
use crate::measurement::Run;
use crate::options::Options;
use crate::report::format::{limit_ms, plural, time};
use crate::verdict::{Finding, Status};

/// What one look at the runs says of each budget.
pub(crate) fn findings(options: &Options, runs: &[Run]) -> Vec<Finding> {
    let samples = |time: fn(&Run) -> Duration| runs.iter().map(|run| ms(time(run))).collect();
    let samples = Samples {
        all: samples(|run| run.elapsed),
        at_least: samples(Run::at_least),
    };
    let mean = options.mean_ms.map(|limit| samples.mean(limit));
    let percentiles = options.percentiles.iter();
    let percentiles = percentiles.map(|(percent, limit)| samples.percentile(*percent, *limit));
    let stddev = options.stddev_ms.map(|limit| samples.stddev(limit));
    let all = mean.into_iter().chain(stddev);
    all.chain(percentiles).collect()
}

/// The times of all runs, in milliseconds.
struct Samples {
    all: Vec<f64>,
    /// Without what they waited for a processor.
    at_least: Vec<f64>,
}

impl Samples {
    fn mean(&self, limit: f64) -> Finding {
        let of = |samples| mean::Summary::of(samples);
        let (Some(all), Some(at_least)) = (of(&self.all), of(&self.at_least)) else {
            return Finding::new("mean_ms", Status::Fail, "no sample");
        };
        let look = |of: mean::Summary| Look::of(of.mean, limit, of.exceeds(limit));
        let text = format!(
            "{} of {}, mean of {}",
            time(duration(all.mean)),
            limit_ms(limit),
            plural(self.all.len() as u64, "run")
        );
        let looks = (look(all), look(at_least));
        finding("mean_ms".to_owned(), looks, text, at_least.mean).figures(all.mean, limit)
    }

    fn stddev(&self, limit: f64) -> Finding {
        let of = |samples| spread::Spread::of(samples);
        let (Some(all), Some(at_least)) = (of(&self.all), of(&self.at_least)) else {
            let text = format!(
                "{} have no standard deviation that can be judged: it takes {} at least",
                plural(self.all.len() as u64, "sample"),
                spread::FEWEST
            );
            return Finding::new("stddev_ms", Status::Blind, text);
        };
        let look = |of: spread::Spread| Look::of(of.stddev, limit, of.exceeds(limit));
        let text = format!(
            "{} of {}, deviation of {}, {} at least",
            time(duration(all.stddev)),
            limit_ms(limit),
            plural(self.all.len() as u64, "run"),
            time(duration(all.at_least)),
        );
        let looks = (look(all), look(at_least));
        finding("stddev_ms".to_owned(), looks, text, at_least.stddev).figures(all.stddev, limit)
    }

    fn percentile(&self, percent: f64, limit: f64) -> Finding {
        let key = percentile_key(percent);
        let of = |samples: &[f64]| {
            let over = samples.iter().filter(|sample| **sample > limit).count();
            let value = percentile::value(samples, percent).unwrap_or_default();
            let look = percentile::look(over as u64, samples.len() as u64, percent)?;
            Ok((value, over, look))
        };
        let ((value, over, look), (at_least, _, look_at_least)) =
            match (of(&self.all), of(&self.at_least)) {
                (Ok(all), Ok(at_least)) => (all, at_least),
                (Err(error), _) | (_, Err(error)) => {
                    let error: percentile::TooFew = error;
                    return Finding::new(key, Status::Blind, error.to_string());
                }
            };
        let text = format!(
            "{} of {}, {over} of {} over",
            time(duration(value)),
            limit_ms(limit),
            plural(self.all.len() as u64, "run")
        );
        finding(key, (look, look_at_least), text, at_least).figures(value, limit)
    }
}

/// One look, at the runs as they were and without their waiting.
fn finding(key: String, looks: (Look, Look), mut text: String, at_least: f64) -> Finding {
    let look = looks.0.without_waiting(looks.1);
    if look != looks.0 {
        let at_least = time(duration(at_least));
        text = format!("{text}, {at_least} without what they waited for a processor");
    }
    Finding::new(key, look.into(), text)
}

/// The looks at one budget: the first beside other cases, more of them alone where they are needed.
#[derive(Debug)]
pub(crate) struct Looks(Vec<Finding>);

impl Looks {
    pub(crate) fn new(first: Finding) -> Self {
        Self(vec![first])
    }

    /// Takes one more look into account; ignored once it is decided.
    pub(crate) fn push(&mut self, finding: Finding) {
        if !self.is_done() {
            self.0.push(finding);
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.decision().is_some()
    }

    /// A budget on what cannot be told is decided by the first look.
    fn decision(&self) -> Option<Status> {
        let look = |finding: &Finding| match finding.status {
            Status::Ok => Some(Look::Within),
            Status::Fail => Some(Look::Over),
            Status::Inconclusive => Some(Look::Open),
            _ => None,
        };
        let Some(looks) = self.0.iter().map(look).collect::<Option<Vec<_>>>() else {
            return self.0.last().map(|finding| finding.status);
        };
        decision(&looks).map(Status::from)
    }

    /// What came of them; where the body could not be run again, it stays open.
    pub(crate) fn finding(self) -> Option<Finding> {
        let (decision, looks) = (self.decision(), self.0.len());
        let fails = self
            .0
            .iter()
            .filter(|finding| finding.status == Status::Fail);
        let fails: Vec<_> = fails.map(|finding| finding.text.clone()).collect();
        let last = self.0.into_iter().next_back()?;
        let text = match decision {
            None => format!("{}; not judged, the body could not be run again", last.text),
            Some(Status::Fail) => fails.join("; alone "),
            Some(Status::Inconclusive) => format!(
                "{}, alone; {looks} looks do not show whether it is over, more `iterations` may",
                last.text
            ),
            Some(_) if looks > 1 => format!("{}, alone", last.text),
            Some(_) => last.text.clone(),
        };
        Some(Finding {
            status: decision.unwrap_or(Status::Inconclusive),
            text,
            ..last
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::examples::run;

    const OPTIONS: Options = Options {
        mean_ms: Some(10.0),
        percentiles: &[(50.0, 10.0)],
        ..Options::NONE
    };

    /// Runs of so many milliseconds, and how long of it they waited.
    fn runs(times: &[(u64, u64)]) -> Vec<Run> {
        let run = |(elapsed, waited): &(u64, u64)| Run {
            elapsed: Duration::from_millis(*elapsed),
            waited: Duration::from_millis(*waited),
            ..run(&[])
        };
        times.iter().map(run).collect()
    }

    fn said(runs: &[Run]) -> Vec<(Status, String)> {
        let findings = findings(&OPTIONS, runs).into_iter();
        findings
            .map(|finding| (finding.status, finding.text))
            .collect()
    }

    #[test]
    fn what_is_over_is_so_without_the_waiting_too() {
        let over = said(&runs(&[(20, 5); 8]));
        assert_eq!(
            over,
            [
                (Status::Fail, "20.0 ms of 10 ms, mean of 8 runs".to_owned()),
                (
                    Status::Fail,
                    "20.0 ms of 10 ms, 8 of 8 runs over".to_owned()
                ),
            ]
        );
        let waited = said(&runs(&[(20, 12); 8]));
        assert_eq!(
            waited,
            [
                (
                    Status::Inconclusive,
                    "20.0 ms of 10 ms, mean of 8 runs, 8.00 ms without what they waited for a processor".to_owned()
                ),
                (
                    Status::Inconclusive,
                    "20.0 ms of 10 ms, 8 of 8 runs over, 8.00 ms without what they waited for a processor".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn what_spreads_too_much_is_open() {
        let spread = said(&runs(&[
            (1, 0),
            (2, 0),
            (1, 0),
            (60, 0),
            (1, 0),
            (1, 0),
            (12, 0),
        ]));
        assert_eq!(spread[0].0, Status::Inconclusive, "{spread:?}");
        assert_eq!(spread[1].0, Status::Ok, "{spread:?}");
    }

    #[test]
    fn looks_end_in_a_verdict_with_its_evidence() {
        let look = |status, text: &str| Finding::new("mean_ms", status, text);
        let ends = |looks: &[(Status, &str)]| {
            let mut looks = looks.iter().map(|(status, text)| look(*status, text));
            let mut seen = Looks::new(looks.next().expect("a first one"));
            looks.for_each(|finding| seen.push(finding));
            let finding = seen.finding().expect("there is one");
            (finding.status, finding.text)
        };
        let (fail, open, ok) = (Status::Fail, Status::Inconclusive, Status::Ok);
        for (looks, status, text) in [
            (&[(ok, "a")][..], ok, "a"),
            (&[(Status::Blind, "a")], Status::Blind, "a"),
            (&[(fail, "a"), (ok, "b")], ok, "b, alone"),
            (&[(fail, "a"), (fail, "b"), (ok, "c")], fail, "a; alone b"),
            (&[(fail, "a"), (open, "b"), (fail, "c")], fail, "a; alone c"),
            (
                &[(fail, "a")],
                open,
                "a; not judged, the body could not be run again",
            ),
            (
                &[(open, "a"), (open, "b"), (fail, "c"), (open, "d")],
                open,
                "d, alone; 4 looks do not show whether it is over, more `iterations` may",
            ),
        ] {
            assert_eq!(ends(looks), (status, text.to_owned()), "{looks:?}");
        }
    }
}
