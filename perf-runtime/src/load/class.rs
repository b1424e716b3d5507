//! How iterations end, to be counted.

use serde::{Deserialize, Serialize};

use crate::measurement::Ending;

/// How an iteration ended, without what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Class {
    /// The body returned, without an error.
    Ok,
    /// The body returned an error.
    Error,
    /// The body panicked.
    Panic,
    /// The iteration took longer than it may.
    Timeout,
    /// The load ended before the iteration did.
    Interrupted,
}

impl Class {
    pub(super) const ALL: [Self; 5] = [
        Self::Ok,
        Self::Error,
        Self::Panic,
        Self::Timeout,
        Self::Interrupted,
    ];

    pub(super) fn of(ending: &Ending) -> Self {
        match ending {
            Ending::Ok => Self::Ok,
            Ending::Error(_) => Self::Error,
            Ending::Panic(_) => Self::Panic,
            Ending::Timeout(_) => Self::Timeout,
        }
    }

    /// As it is written in a record.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Panic => "panic",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
        }
    }

    /// As it is counted: `3 timeouts`.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Ok => "success",
            Self::Error => "error",
            Self::Panic => "panic",
            Self::Timeout => "timeout",
            Self::Interrupted => "interruption",
        }
    }
}

/// How many iterations ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Counts {
    pub(crate) ok: u64,
    pub(crate) error: u64,
    pub(crate) panic: u64,
    pub(crate) timeout: u64,
    pub(crate) interrupted: u64,
    /// Arrivals of an open model that never began: no iterations.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) dropped: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
fn is_none(dropped: &u64) -> bool {
    *dropped == 0
}

impl Counts {
    #[cfg(any(feature = "cli", test))]
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            ok: self.ok + other.ok,
            error: self.error + other.error,
            panic: self.panic + other.panic,
            timeout: self.timeout + other.timeout,
            interrupted: self.interrupted + other.interrupted,
            dropped: self.dropped + other.dropped,
        }
    }

    pub(crate) fn all(&self) -> u64 {
        self.ok + self.failed()
    }

    pub(crate) fn failed(&self) -> u64 {
        self.failures().map(|(_, count)| count).iter().sum()
    }

    /// From 0 to 1; 0 where nothing ran.
    pub(crate) fn error_rate(&self) -> f64 {
        self.failed() as f64 / self.all().max(1) as f64
    }

    pub(crate) fn failures(&self) -> [(Class, u64); 4] {
        [
            (Class::Error, self.error),
            (Class::Panic, self.panic),
            (Class::Timeout, self.timeout),
            (Class::Interrupted, self.interrupted),
        ]
    }
}
