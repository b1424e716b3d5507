//! Where series change, the worst first.

use std::rc::Rc;

use super::metrics::Better;
use super::series::{RunOf, Series};
use crate::judge::change::{self, Change, Rule};

/// A change of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moved<'a> {
    pub(crate) series: &'a Series,
    pub(crate) change: Change,
    /// The last run before it.
    pub(crate) last: Rc<RunOf>,
    /// The first run after it.
    pub(crate) first: Rc<RunOf>,
    /// Runs of the series since then, the first one included.
    pub(crate) runs: usize,
}

impl Moved<'_> {
    /// Whether the figure is worse than before; unknown of a figure that only its author understands.
    pub(crate) fn is_worse(&self) -> Option<bool> {
        let grew = self.change.after > self.change.before;
        match Better::of(&self.series.metric) {
            Better::Less => Some(grew),
            Better::More => Some(!grew),
            Better::Unknown => None,
        }
    }

    /// Which way it went, in a word.
    pub(crate) fn word(&self) -> &'static str {
        match self.is_worse() {
            Some(true) => "worse",
            Some(false) => "better",
            None => "changed",
        }
    }

    /// What got worse before what got better, and the largest share first.
    fn rank(&self) -> (u8, f64) {
        let group = match self.is_worse() {
            Some(true) => 0,
            None => 1,
            Some(false) => 2,
        };
        // From nothing to something is more than any share.
        let share = self.change.share().map_or(f64::INFINITY, f64::abs);
        (group, -share)
    }
}

/// All changes of these series, the worst first.
pub(crate) fn trends(series: &[Series], rule: Rule) -> Vec<Moved<'_>> {
    let mut moved: Vec<_> = series.iter().flat_map(|series| of(series, rule)).collect();
    moved.sort_by(|a, b| {
        let ((a_group, a_share), (b_group, b_share)) = (a.rank(), b.rank());
        a_group.cmp(&b_group).then(a_share.total_cmp(&b_share))
    });
    moved
}

fn of(series: &Series, rule: Rule) -> Vec<Moved<'_>> {
    let values = series.values();
    let changes = if series.is_exact() {
        change::of_exact(&values)
    } else {
        change::of_measured(&values, rule)
    };
    changes
        .into_iter()
        .map(|change| Moved {
            series,
            change,
            last: Rc::clone(&series.points[change.at - 1].run),
            first: Rc::clone(&series.points[change.at].run),
            runs: series.points.len() - change.at,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::series::examples::series;
    use super::*;

    #[test]
    fn the_worst_is_first_and_says_between_which_commits() {
        let slower = [10.0, 10.1, 9.9, 10.0, 10.1, 9.9, 15.0, 15.1, 14.9, 15.0];
        let all = [
            series("throughput", &[50.0; 10], false),
            series("ms", &slower, false),
            series("rows", &[20.0, 10.0, 10.0], true),
            series("queries", &[3.0, 3.0, 41.0], true),
            series("metric(hit_rate)", &slower, false),
            series("writes", &[0.0, 1.0], true),
        ];
        let seen: Vec<_> = trends(&all, Rule::default())
            .iter()
            .map(|moved| {
                let (last, first) = (moved.last.commit(), moved.first.commit());
                let (metric, runs) = (&moved.series.metric, moved.runs);
                format!(
                    "{metric} {:?} {}..{} {runs}",
                    moved.is_worse(),
                    &last[..2],
                    &first[..2]
                )
            })
            .collect();
        let expected = [
            "writes Some(true) 00..01 1",
            "queries Some(true) 01..02 1",
            "ms Some(true) 05..06 4",
            "metric(hit_rate) None 05..06 4",
            "rows Some(false) 00..01 2",
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn less_of_what_there_should_be_more_of_is_worse() {
        let fell = [50.0, 50.5, 49.5, 50.0, 50.5, 20.0, 20.1, 19.9, 20.0, 20.1];
        let fell = [series("throughput", &fell, false)];
        assert_eq!(trends(&fell, Rule::default())[0].is_worse(), Some(true));
    }
}
