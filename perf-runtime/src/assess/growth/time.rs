//! A claim on the growth of the time.

use std::time::Duration;

use super::{at_sizes, grown, within};
use crate::judge::growth::{Looks, Outcome, Point, Sample, TIMES, class};
use crate::measurement::{Run, by_size};
use crate::options::Complexity;
use crate::report::format::{plural, time};
use crate::verdict::{Finding, Status};

/// A claim that is being looked at.
#[derive(Debug)]
pub(crate) struct TimeGrowth {
    claim: Complexity,
    looks: Looks,
    outcome: Option<Outcome>,
    /// Runs at each size of the last look.
    runs: u64,
}

impl TimeGrowth {
    pub(crate) fn new(claim: Complexity) -> Self {
        Self {
            claim,
            looks: Looks::new(claim),
            outcome: None,
            runs: 0,
        }
    }

    /// Looks at these runs; whether that decides it.
    pub(crate) fn push(&mut self, runs: &[Run]) -> bool {
        let sizes: Vec<_> = by_size(runs)
            .filter_map(|(size, runs)| Some((size?, runs.iter().map(sample).collect())))
            .collect();
        self.runs = sizes
            .iter()
            .map(|(_, samples): &(u64, Vec<Sample>)| samples.len() as u64)
            .max()
            .unwrap_or_default();
        self.outcome = self.looks.push(&sizes);
        self.outcome.is_some()
    }

    pub(crate) fn finding(&self) -> Finding {
        let class = class(self.looks.points(), TIMES);
        let (word, claim) = (
            class.map_or("more than quadratic", Complexity::word),
            self.claim.word(),
        );
        let (status, text) = match self.outcome {
            Some(Outcome::Holds) => (Status::Ok, within(class, self.claim)),
            Some(Outcome::Refuted) => {
                let runs = plural(self.runs, "run");
                let text = format!("{word}, claimed {claim}, in two looks at {runs} of each size");
                (Status::Fail, text)
            }
            Some(Outcome::TooShort) => (
                Status::Inconclusive,
                "not judged, too short to be measured".to_owned(),
            ),
            Some(Outcome::TooClose) => (
                Status::Inconclusive,
                format!("not judged, the sizes lie too close together to tell {claim} from more"),
            ),
            Some(Outcome::TooNoisy) | None => (
                Status::Inconclusive,
                format!("not judged, the times vary too much to tell {claim} from more"),
            ),
        };
        let finding = self.about(status, &text);
        match self.outcome {
            Some(Outcome::TooShort) => {
                finding.advice("let the body do it many times over, or take larger sizes")
            }
            Some(Outcome::TooClose) => {
                finding.advice("take each size ten times as large as the one before")
            }
            _ => finding,
        }
    }

    /// The body could not be run again.
    pub(crate) fn broken(&self, reason: &str) -> Finding {
        let text = format!("not judged, the body could not be run again: {reason}");
        self.about(Status::Inconclusive, &text)
    }

    fn about(&self, status: Status, text: &str) -> Finding {
        let points = self.looks.points();
        let shown = points
            .iter()
            .map(|point| (point.size, time(Duration::from_secs_f64(point.figure))));
        let text = format!("{}: {text}", at_sizes("size {}", shown));
        let in_ms: Vec<_> = points
            .iter()
            .map(|point| Point::exact(point.size, point.figure * 1e3))
            .collect();
        Finding {
            growth: Some(grown(&in_ms, class(points, TIMES))),
            ..Finding::new("growth(time)", status, text)
        }
    }
}

fn sample(run: &Run) -> Sample {
    Sample {
        elapsed: run.elapsed.as_secs_f64(),
        waited: run.waited.as_secs_f64(),
    }
}
