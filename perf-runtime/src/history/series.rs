//! The figures of one metric of one case, run after run.

use std::rc::Rc;

use super::entry::CaseName;
use crate::store::Commit;

/// Only what is of one machine and one build can be compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    pub(crate) case: CaseName,
    pub(crate) metric: String,
    pub(crate) machine: String,
    pub(crate) build: String,
    /// In the order of time.
    pub(crate) points: Vec<Point>,
}

/// A figure of a run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub(crate) run: Rc<RunOf>,
    pub(crate) value: f64,
    pub(crate) exact: bool,
    /// Of the case in that run, in a word.
    pub(crate) verdict: String,
}

/// What a run was of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunOf {
    pub(crate) began_unix_ms: u64,
    pub(crate) commit: Option<Commit>,
}

impl RunOf {
    /// Ten digits of the commit, and a `+` where there were changes beside it; as long as git shows them at most.
    pub(crate) fn commit(&self) -> String {
        match &self.commit {
            None => "unknown".to_owned(),
            Some(Commit { id, dirty, .. }) => {
                let short = id.get(..10).unwrap_or(id);
                let mark = if *dirty == Some(true) { "+" } else { "" };
                format!("{short}{mark}")
            }
        }
    }
}

impl Series {
    pub(crate) fn values(&self) -> Vec<f64> {
        self.points.iter().map(|point| point.value).collect()
    }

    /// Whether each figure is the same for the same program.
    pub(crate) fn is_exact(&self) -> bool {
        self.points.iter().all(|point| point.exact)
    }

    /// As a line of characters, from the lowest figure to the highest.
    pub(crate) fn sparkline(&self) -> String {
        const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

        let values = self.values();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let level = |value: &f64| {
            if high <= low {
                return LEVELS[3];
            }
            let height = (value - low) / (high - low) * (LEVELS.len() - 1) as f64;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to the highest level"
            )]
            LEVELS[height.round() as usize]
        };
        values.iter().map(level).collect()
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use super::*;
    use crate::store::examples::commit;

    /// Figures of commits `00`, `01` and so on, a minute apart.
    pub(crate) fn series(metric: &str, values: &[f64], exact: bool) -> Series {
        let point = |(at, value): (u64, &f64)| Point {
            run: Rc::new(RunOf {
                began_unix_ms: 1_790_000_000_000 + 60_000 * at,
                commit: Some(commit(&format!("{at:02}"))),
            }),
            value: *value,
            exact,
            verdict: "passed".to_owned(),
        };
        Series {
            case: CaseName {
                package: "shop".to_owned(),
                target: "performance".to_owned(),
                name: "list".to_owned(),
            },
            metric: metric.to_owned(),
            machine: "linux x86_64".to_owned(),
            build: "release".to_owned(),
            points: (0..).zip(values).map(point).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::examples::series;
    use super::*;
    use crate::store::examples::commit;

    #[test]
    fn a_line_shows_low_and_high() {
        let line = |values: &[f64]| series("ms", values, false).sparkline();
        assert_eq!(line(&[0.0, 1.0, 7.0, 3.5]), "▁▂█▅");
        assert_eq!(line(&[5.0, 5.0]), "▄▄");
        assert_eq!(line(&[]), "");
    }

    #[test]
    fn a_commit_is_short_and_says_that_there_was_more() {
        let of = |commit| RunOf {
            began_unix_ms: 0,
            commit,
        };
        assert_eq!(of(None).commit(), "unknown");
        let mut one = commit("abc");
        assert_eq!(of(Some(one.clone())).commit(), "abc0000000");
        one.dirty = Some(true);
        assert_eq!(of(Some(one)).commit(), "abc0000000+");
    }
}
