//! What the samples of two versions say of each figure: numbers in, verdicts out.

use std::collections::BTreeSet;

use super::sample::Sample;
use crate::history::metrics::{Better, median};
use crate::history::{CaseName, Metric};
use crate::judge::pairs::{self, Pair, Round, Verdict};
use crate::report::past::kind;

/// Times that are judged, of cases and of loads. The others come from the same samples: to judge them too would only be more chances
/// to be wrong.
const JUDGED: [&str; 4] = ["ms", "p50_ms", "p95_ms", "mean_ms"];

/// Base and head, round by round.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The share by which a figure may be worse.
    threshold: f64,
    rounds: Vec<Vec<(Sample, Sample)>>,
}

/// A figure that both versions have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) case: CaseName,
    pub(super) metric: String,
    pub(super) base: f64,
    pub(super) head: f64,
    /// By how much the head is larger; nothing where the base has none of it.
    pub(super) share: Option<f64>,
    pub(super) evidence: Evidence,
    pub(super) verdict: Verdict,
}

/// What a verdict rests on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Evidence {
    /// It was the same in all processes of a version.
    Counted,
    Measured(Vec<Round>),
}

impl Comparison {
    pub(super) fn new(threshold: f64) -> Self {
        Self {
            threshold,
            rounds: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, round: &[(Sample, Sample)]) {
        self.rounds.push(round.to_vec());
    }

    /// Whether a second round is to decide.
    pub(super) fn is_open(&self) -> bool {
        self.lines()
            .iter()
            .any(|line| line.verdict == Verdict::Open)
    }

    pub(super) fn is_worse(&self) -> bool {
        self.lines()
            .iter()
            .any(|line| line.verdict == Verdict::Larger)
            || !self.newly_failed().is_empty()
    }

    /// The figures of all cases that both versions have: those of which there is something to say.
    pub(super) fn lines(&self) -> Vec<Line> {
        let Some((base, head)) = self.pairs().next() else {
            return Vec::new();
        };
        let of_case = |(case, metrics): (&CaseName, &Vec<Metric>)| {
            let lines = metrics
                .iter()
                .filter_map(|metric| self.line(case, &metric.name));
            lines.collect::<Vec<_>>()
        };
        let both = base
            .cases
            .iter()
            .filter(|(case, _)| head.cases.contains_key(*case));
        both.flat_map(of_case).collect()
    }

    fn line(&self, case: &CaseName, metric: &str) -> Option<Line> {
        let rounds = self.rounds.iter().map(|round| {
            let pairs = round
                .iter()
                .map(|(base, head)| Some((base.metric(case, metric)?, head.metric(case, metric)?)));
            pairs.collect::<Option<Vec<_>>>()
        });
        let rounds = rounds.collect::<Option<Vec<_>>>()?;
        let (base, head): (Vec<_>, Vec<_>) = rounds.iter().flatten().copied().unzip();
        if is_constant(&base) && is_constant(&head) {
            return self.counted(case, metric, base[0].value, head[0].value);
        }
        let name = kind(metric);
        JUDGED
            .contains(&name)
            .then(|| self.measured(case, metric, &rounds))?
    }

    /// Nothing where there is no difference.
    fn counted(&self, case: &CaseName, metric: &str, base: f64, head: f64) -> Option<Line> {
        let share = (base != 0.0).then(|| head / base - 1.0);
        let worse = Better::of(metric) == Better::Less
            && head > base
            && share.is_none_or(|share| share > self.threshold);
        (base.to_bits() != head.to_bits()).then(|| Line {
            case: case.clone(),
            metric: metric.to_owned(),
            base,
            head,
            share,
            evidence: Evidence::Counted,
            verdict: if worse {
                Verdict::Larger
            } else {
                Verdict::Same
            },
        })
    }

    fn measured(
        &self,
        case: &CaseName,
        metric: &str,
        rounds: &[Vec<(&Metric, &Metric)>],
    ) -> Option<Line> {
        let values =
            |of: fn(&(&Metric, &Metric)) -> f64| median(rounds.iter().flatten().map(of).collect());
        let judged: Vec<_> = rounds
            .iter()
            .filter_map(|round| {
                let pair = |(base, head): &(&Metric, &Metric)| Pair {
                    base: base.value,
                    head: head.value,
                };
                Round::of(&round.iter().map(pair).collect::<Vec<_>>())
            })
            .collect();
        Some(Line {
            case: case.clone(),
            metric: metric.to_owned(),
            base: values(|(base, _)| base.value)?,
            head: values(|(_, head)| head.value)?,
            share: Some(judged.last()?.share),
            verdict: pairs::verdict(&judged, self.threshold),
            evidence: Evidence::Measured(judged),
        })
    }

    fn pairs(&self) -> impl Iterator<Item = &(Sample, Sample)> {
        self.rounds.iter().flatten()
    }

    /// Cases of one version alone: of the base, and of the head.
    pub(super) fn alone(&self) -> [BTreeSet<&str>; 2] {
        let names = |of: fn(&(Sample, Sample)) -> &Sample| -> BTreeSet<&CaseName> {
            self.pairs()
                .flat_map(|pair| of(pair).cases.keys())
                .collect()
        };
        let (base, head) = (names(|pair| &pair.0), names(|pair| &pair.1));
        [(&base, &head), (&head, &base)]
            .map(|(of, other)| of.difference(other).map(|case| &*case.name).collect())
    }

    /// Cases whose test failed: in the base, and in the head.
    pub(super) fn failed(&self) -> [BTreeSet<&str>; 2] {
        let failed = |of: fn(&(Sample, Sample)) -> &Sample| {
            self.pairs()
                .flat_map(|pair| of(pair).failed.iter().map(|name| &**name))
                .collect()
        };
        [failed(|pair| &pair.0), failed(|pair| &pair.1)]
    }

    /// Cases that failed in the head alone, and in each of its processes.
    pub(super) fn newly_failed(&self) -> BTreeSet<&str> {
        let [base, head] = self.failed();
        head.difference(&base)
            .copied()
            .filter(|name| self.pairs().all(|(_, head)| head.failed.contains(*name)))
            .collect()
    }

    pub(super) fn problems(&self) -> BTreeSet<&str> {
        let problems = self
            .pairs()
            .flat_map(|(base, head)| base.problems.iter().chain(&head.problems));
        problems.map(|problem| &**problem).collect()
    }
}

/// Whether a figure is one that is counted, and was the same each time.
fn is_constant(metrics: &[&Metric]) -> bool {
    let same =
        |metric: &&Metric| metric.exact && metric.value.to_bits() == metrics[0].value.to_bits();
    !metrics.is_empty() && metrics.iter().all(same)
}

#[cfg(test)]
pub(super) mod tests;
