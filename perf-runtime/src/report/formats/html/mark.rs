//! What became of a case, in a word and a sign.

use crate::store::record::{Record, VerdictWord};
use crate::verdict::Status;

/// The larger, the sooner it is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Skipped,
    Passed,
    /// It failed, as `#[should_panic]` says it must.
    FailedAsExpected,
    Warned,
    /// A shard, which is judged with the others.
    Partial,
    Inconclusive,
    Failed,
}

impl Mark {
    pub(super) const ALL: [Self; 7] = [
        Self::Failed,
        Self::Inconclusive,
        Self::Partial,
        Self::Warned,
        Self::Passed,
        Self::FailedAsExpected,
        Self::Skipped,
    ];

    pub(super) fn of(record: &Record) -> Self {
        let warned = || {
            let mut findings = record.findings.iter();
            findings.any(|finding| finding.status == Status::Warn)
        };
        match record.standing() {
            VerdictWord::Failed => Self::Failed,
            VerdictWord::Inconclusive => Self::Inconclusive,
            VerdictWord::Partial => Self::Partial,
            VerdictWord::Skipped => Self::Skipped,
            VerdictWord::Passed if record.verdict == VerdictWord::Failed => Self::FailedAsExpected,
            VerdictWord::Passed if warned() => Self::Warned,
            VerdictWord::Passed => Self::Passed,
        }
    }

    /// What the style sheet and the filter know it by.
    pub(super) fn style(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::Partial => "partial",
            Self::Warned => "warned",
            Self::Passed => "passed",
            Self::FailedAsExpected => "expected",
            Self::Skipped => "skipped",
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::FailedAsExpected => "failed as expected",
            Self::Partial => "a part, not judged",
            Self::Warned => "passed with a warning",
            other => other.style(),
        }
    }

    /// Where there is little room.
    pub(super) fn short(self) -> &'static str {
        match self {
            Self::FailedAsExpected => "as expected",
            Self::Warned => "warning",
            other => other.style(),
        }
    }

    /// Beside the colour, for who does not see that.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Failed => "\u{2715}",
            Self::Inconclusive | Self::Partial => "?",
            Self::Warned => "!",
            Self::Passed | Self::FailedAsExpected => "\u{2713}",
            Self::Skipped => "\u{2013}",
        }
    }

    /// Whether libtest has it among those that passed.
    pub(super) fn is_passed(self) -> bool {
        matches!(self, Self::Passed | Self::FailedAsExpected | Self::Warned)
    }
}

/// What the style sheet knows a budget's status by.
pub(super) fn style_of(status: Status) -> &'static str {
    match status {
        Status::Ok => "passed",
        Status::Warn => "warned",
        Status::Fail | Status::Blind => "failed",
        Status::Inconclusive | Status::Part => "inconclusive",
    }
}

pub(super) fn word_of(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Warn => "warning",
        Status::Fail => "over",
        Status::Blind => "not seen",
        Status::Inconclusive => "inconclusive",
        Status::Part => "a part",
    }
}
