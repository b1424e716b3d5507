//! Verdicts: what the judges found, as data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::assess::places::Places;
use crate::baseline::compare::Change;
use crate::envs::Envs;
use crate::judge::looks::Look;
use crate::options::Source;
use crate::probe::shape::ShapeId;

/// What became of one budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// Within the budget.
    Ok,
    /// Worth a look; does not fail the case.
    Warn,
    /// Over the budget.
    Fail,
    /// Nothing can be said, and that fails the case: a budget on what was not seen.
    Blind,
    /// Nothing can be said about a time on this machine now; fails only where it is asked for.
    Inconclusive,
    /// A shard knows its part alone: judged where all shards are merged.
    Part,
}

impl From<Look> for Status {
    fn from(look: Look) -> Self {
        match look {
            Look::Within => Self::Ok,
            Look::Over => Self::Fail,
            Look::Open => Self::Inconclusive,
        }
    }
}

/// One budget, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    /// The key, as in the attribute.
    pub(crate) budget: String,
    pub(crate) status: Status,
    /// The figure beside its limit, in words.
    pub(crate) text: String,
    pub(crate) figure: Option<f64>,
    pub(crate) limit: Option<f64>,
    /// The shapes that it is about, to be shown with their lines.
    pub(crate) shapes: Vec<ShapeId>,
    /// The plans of some of these shapes, line by line.
    pub(crate) plans: Vec<(ShapeId, Vec<String>)>,
    /// What to do about it.
    pub(crate) advice: Option<String>,
    /// It is of a limit within `warn(..)`.
    pub(crate) soft: bool,
    /// Where the limit comes from, if not from the attribute as it stands.
    pub(crate) source: Option<&'static Source>,
    /// The figures at the sizes, where it is about their growth.
    pub(crate) growth: Option<Grown>,
    /// Where it was allocated, of a budget on memory that was over.
    pub(crate) places: Option<Places>,
    /// What is not as in `perf-baseline.toml`.
    pub(crate) changes: Vec<Change>,
}

/// How a figure grew with the size, for the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Grown {
    /// `constant`, `linear`, ..; nothing where it grows faster than all classes.
    pub(crate) class: Option<Cow<'static, str>>,
    /// The slope of the nearest straight line: the figure for each unit of size, times in milliseconds.
    pub(crate) slope: f64,
    /// Each size with its figure.
    pub(crate) points: Vec<(u64, f64)>,
}

impl Status {
    /// The larger, the worse.
    pub(crate) fn weight(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warn => 1,
            Self::Part => 2,
            Self::Inconclusive => 3,
            Self::Blind => 4,
            Self::Fail => 5,
        }
    }
}

impl Finding {
    pub(crate) fn new(budget: impl Into<String>, status: Status, text: impl Into<String>) -> Self {
        Self {
            budget: budget.into(),
            status,
            text: text.into(),
            figure: None,
            limit: None,
            shapes: Vec::new(),
            plans: Vec::new(),
            advice: None,
            soft: false,
            source: None,
            growth: None,
            places: None,
            changes: Vec::new(),
        }
    }

    pub(crate) fn figures(mut self, figure: f64, limit: f64) -> Self {
        (self.figure, self.limit) = (Some(figure), Some(limit));
        self
    }

    pub(crate) fn about(mut self, shape: Option<ShapeId>) -> Self {
        self.shapes.extend(shape);
        self
    }

    pub(crate) fn plan(mut self, shape: ShapeId, lines: Vec<String>) -> Self {
        self.plans.push((shape, lines));
        self
    }

    pub(crate) fn changed(mut self, changes: Vec<Change>) -> Self {
        self.changes = changes;
        self
    }

    /// The same, of this key.
    pub(crate) fn of(self, budget: impl Into<String>) -> Self {
        Self {
            budget: budget.into(),
            ..self
        }
    }

    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// All that was asked for was seen to hold.
    Passed,
    /// Something was over, or the body failed.
    Failed,
    /// A time could not be judged here.
    Inconclusive,
    /// Nothing failed in this shard; the rest is judged where all shards are merged.
    Partial,
    /// It could not run here, for this reason.
    Skipped(String),
}

impl Verdict {
    /// The verdict over all findings of a case whose body did, or did not, end well; the environment says what
    /// counts as a failure that is none by itself.
    pub(crate) fn of(findings: &[Finding], body_failed: bool, envs: &Envs) -> Self {
        let any = |status: Status| findings.iter().any(|finding| finding.status == status);
        let warned = envs.warnings_fail && any(Status::Warn);
        let undecided = envs.inconclusive_fails && any(Status::Inconclusive);
        let over = any(Status::Fail) || any(Status::Blind);
        if body_failed || over || warned || undecided {
            Self::Failed
        } else if any(Status::Part) {
            Self::Partial
        } else if any(Status::Inconclusive) {
            Self::Inconclusive
        } else {
            Self::Passed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_up_to_the_environment() {
        use Status::{Blind, Fail, Inconclusive, Ok, Part, Warn};
        let verdict = |statuses: &[Status], body_failed, inconclusive_fails, warnings_fail| {
            let findings: Vec<_> = statuses
                .iter()
                .map(|status| Finding::new("max_ms", *status, ""))
                .collect();
            let envs = Envs {
                inconclusive_fails,
                warnings_fail,
                ..Envs::default()
            };
            Verdict::of(&findings, body_failed, &envs)
        };
        for (statuses, lenient, strict) in [
            (&[][..], Verdict::Passed, Verdict::Passed),
            (&[Ok][..], Verdict::Passed, Verdict::Passed),
            (&[Ok, Warn][..], Verdict::Passed, Verdict::Failed),
            (
                &[Ok, Inconclusive][..],
                Verdict::Inconclusive,
                Verdict::Failed,
            ),
            (
                &[Warn, Inconclusive][..],
                Verdict::Inconclusive,
                Verdict::Failed,
            ),
            (&[Ok, Fail][..], Verdict::Failed, Verdict::Failed),
            // A part is never a pass, and no inconclusive time either.
            (&[Ok, Part][..], Verdict::Partial, Verdict::Partial),
            (&[Part, Inconclusive][..], Verdict::Partial, Verdict::Failed),
            (&[Part, Warn][..], Verdict::Partial, Verdict::Failed),
            (&[Part, Fail][..], Verdict::Failed, Verdict::Failed),
            (&[Blind, Ok][..], Verdict::Failed, Verdict::Failed),
        ] {
            assert_eq!(
                verdict(statuses, false, false, false),
                lenient,
                "{statuses:?}"
            );
            assert_eq!(verdict(statuses, false, true, true), strict, "{statuses:?}");
            assert_eq!(verdict(statuses, true, false, false), Verdict::Failed);
        }
        assert_eq!(verdict(&[Warn], false, true, false), Verdict::Passed);
        assert_eq!(
            verdict(&[Inconclusive], false, false, true),
            Verdict::Inconclusive
        );
    }
}
