//! Where the level of a series of figures changes.
//!
//! The candidates are those of E-divisive with means (Matteson and James 2014, "A Nonparametric Approach for Multiple Change
//! Point Analysis of Multivariate Data"): the place at which what lies before and after differs most, by the energy
//! distance. Around it stands what "Hunter: Using Change Point Detection to Hunt for Performance Regressions" (Fleming et al.,
//! ICPE 2023) adds, and Apache Otava runs: Student's t instead of permutations, so that the same series has the same changes every
//! time; windows, so that a change is found however long the series has become; and weak points, which are
//! found first and weighed against each other after.

mod divide;

use super::distribution::student_above;
use super::mean::Summary;
use divide::candidate;

/// What counts as a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    /// Figures that are looked at together.
    pub(crate) window: usize,
    /// How seldom a series without a change may look like one with it: the p-value of the two sides.
    pub(crate) chance: f64,
    /// The least share by which the mean changes.
    pub(crate) magnitude: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            window: 30,
            chance: 0.0001,
            magnitude: 0.05,
        }
    }
}

/// From one level to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    /// The first figure of the new level, counted from 0.
    pub(crate) at: usize,
    /// The mean, from the change before to this one.
    pub(crate) before: f64,
    /// The mean, from this change to the next.
    pub(crate) after: f64,
    /// How seldom two sides of the same mean look so different.
    chance: f64,
}

/// Of figures that vary by themselves, such as times.
pub(crate) fn of_measured(series: &[f64], rule: Rule) -> Vec<Change> {
    let mut points = weak(series, rule);
    loop {
        let changes = weigh(series, &points);
        match weakest(&changes, rule) {
            Some(index) => points.remove(index),
            None => return changes,
        };
    }
}

/// Of figures that are the same for the same program, such as counts: each difference is a change.
pub(crate) fn of_exact(series: &[f64]) -> Vec<Change> {
    let is_change = |at: &usize| series[*at].to_bits() != series[at - 1].to_bits();
    weigh(
        series,
        &(1..series.len()).filter(is_change).collect::<Vec<_>>(),
    )
}

/// Points that may turn out to be changes, in order, found with less evidence than is asked for in the end: one that is missed hides
/// those beside it.
fn weak(series: &[f64], rule: Rule) -> Vec<usize> {
    let chance = match rule.chance {
        small if small < 0.05 => small * 10.0,
        large => (large * 2.0).min(1.0),
    };
    let mut points = Vec::new();
    let mut start = 0;
    while start < series.len() {
        let end = (start + rule.window).min(series.len());
        let found = split(&series[start..end], chance);
        let next = start + rule.window / 2;
        let last = found.last().map_or(0, |last| start + last);
        points.extend(found.iter().map(|at| start + at));
        start = next.max(last);
    }
    points.sort_unstable();
    points.dedup();
    points
}

/// Splits a window where it differs most, and its parts again, as long as the two sides are of different means.
fn split(window: &[f64], chance: f64) -> Vec<usize> {
    let mut points = Vec::new();
    while let Some((at, from, to)) = segments(&points, window.len())
        .filter_map(|(from, to)| {
            let (at, distance) = candidate(&window[from..to])?;
            Some((from + at, from, to, distance))
        })
        // The first of several.
        .reduce(|a, b| if b.3 > a.3 { b } else { a })
        .map(|(at, from, to, _)| (at, from, to))
    {
        if same_mean(&window[from..at], &window[at..to]) > chance {
            break;
        }
        points.push(at);
        points.sort_unstable();
    }
    points
}

/// From each point to the next, the two ends included.
fn segments(points: &[usize], length: usize) -> impl Iterator<Item = (usize, usize)> {
    let starts = std::iter::once(0).chain(points.iter().copied());
    let ends = points.iter().copied().chain([length]);
    starts.zip(ends)
}

/// The changes at these points, each between its neighbours.
fn weigh(series: &[f64], points: &[usize]) -> Vec<Change> {
    let segments: Vec<_> = segments(points, series.len())
        .map(|(from, to)| &series[from..to])
        .collect();
    let mean = |side: &[f64]| side.iter().sum::<f64>() / side.len() as f64;
    points
        .iter()
        .zip(segments.windows(2))
        .map(|(at, sides)| Change {
            at: *at,
            before: mean(sides[0]),
            after: mean(sides[1]),
            chance: same_mean(sides[0], sides[1]),
        })
        .collect()
}

/// The change with the least evidence, or else the smallest one; nothing where all are as the rule asks for.
fn weakest(changes: &[Change], rule: Rule) -> Option<usize> {
    let indexed = || changes.iter().enumerate();
    let (unlikely, change) = indexed().max_by(|(_, a), (_, b)| a.chance.total_cmp(&b.chance))?;
    if change.chance >= rule.chance {
        return Some(unlikely);
    }
    let (small, change) =
        indexed().min_by(|(_, a), (_, b)| a.magnitude().total_cmp(&b.magnitude()))?;
    (change.magnitude() <= rule.magnitude).then_some(small)
}

impl Change {
    /// By which share the mean grew; nothing of what was 0.
    pub(crate) fn share(&self) -> Option<f64> {
        (self.before != 0.0).then(|| self.after / self.before - 1.0)
    }

    /// The larger of the shares from the one side and from the other, so that a half is as much as a double.
    fn magnitude(&self) -> f64 {
        let share = |from: f64, to: f64| {
            if from == 0.0 {
                0.0
            } else {
                (to / from - 1.0).abs()
            }
        };
        share(self.before, self.after).max(share(self.after, self.before))
    }
}

/// The p-value of two samples under the same mean, by Student's two-sided t-test with a common variance. Two figures alone say
/// nothing of how much they vary, and so nothing of whether they differ.
fn same_mean(left: &[f64], right: &[f64]) -> f64 {
    let (Some(a), Some(b)) = (Summary::of(left), Summary::of(right)) else {
        return 1.0;
    };
    let (n, m) = (a.count as f64, b.count as f64);
    let freedom = n + m - 2.0;
    let difference = (a.mean - b.mean).abs();
    if freedom < 1.0 || difference == 0.0 {
        return 1.0;
    }
    let squares = (n - 1.0) * a.stddev.powi(2) + (m - 1.0) * b.stddev.powi(2);
    let error = (squares / freedom * (1.0 / n + 1.0 / m)).sqrt();
    if error == 0.0 {
        return 0.0;
    }
    2.0 * student_above(difference / error, freedom)
}

#[cfg(test)]
mod tests;
