//! One of several processes that make a load together: which part of the load is its own.
//!
//! What a load consists of is numbered from 0: its users, its iterations, its arrivals. They are dealt out like cards, the
//! first to the first shard: the parts of all shards are the whole, and no two of them differ by more than one.

use std::fmt;
use std::iter::{Skip, StepBy};
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::schedule::Arrivals;
use crate::envs::Envs;

/// A start that is further away than this is no moment but a mistake, such as milliseconds for seconds.
const FURTHEST: Duration = Duration::from_hours(24);

/// One of several processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Shard {
    /// Counted from 1.
    pub(crate) index: u64,
    /// How many there are.
    pub(crate) of: u64,
}

/// Why a process does not know its part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error(
        "`PERF_SHARD={0}` is no shard: write the number of this process, counted from 1, and how many there are, \
         as in `PERF_SHARD=2/4`"
    )]
    NoShard(String),
    #[error(
        "`PERF_SHARD={0}`: shards are counted from 1 to their number; an index that is counted from 0 needs one more, \
         as in `PERF_SHARD=$((JOB_COMPLETION_INDEX + 1))/4`"
    )]
    OutOfRange(String),
    #[error(
        "`PERF_START_AT={0}` is no moment: write seconds since 1970, as in `PERF_START_AT=$(($(date +%s) + 60))`"
    )]
    NoMoment(String),
    #[error(
        "`PERF_START_AT={0}` is more than a day away: it is in seconds since 1970, as `date +%s` has them"
    )]
    FarAway(String),
    #[error(
        "{shard} has nothing to do: the load has {have} {what}; make it with {have} shards at most"
    )]
    Nothing {
        shard: Shard,
        what: &'static str,
        have: u64,
    },
}

/// The arrivals of one shard.
pub(super) type Dealt = StepBy<Skip<Arrivals>>;

impl Shard {
    /// The only one.
    pub(crate) const WHOLE: Self = Self { index: 1, of: 1 };

    /// How many of so many are its own.
    pub(super) fn share(self, all: u64) -> u64 {
        all / self.of + u64::from(self.index <= all % self.of)
    }

    /// The number in the whole of what is number `own` in this shard.
    pub(super) fn number(self, own: u64) -> u64 {
        own.saturating_mul(self.of).saturating_add(self.index - 1)
    }

    /// The number in this shard of what is its own, and has this `number` in the whole.
    pub(super) fn own(self, number: u64) -> u64 {
        number / self.of
    }

    /// Its own of all arrivals.
    pub(super) fn arrivals(self, all: Arrivals) -> Dealt {
        let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        all.skip(whole(self.index - 1)).step_by(whole(self.of))
    }

    /// `shard-2-of-4`, to be part of the name of a file.
    pub(crate) fn in_name(self) -> String {
        format!("shard-{}-of-{}", self.index, self.of)
    }

    /// So many, unless there are none.
    pub(super) fn some(self, have: u64, what: &'static str) -> Result<u64, Error> {
        match self.share(have) {
            0 => Err(Error::Nothing {
                shard: self,
                what,
                have,
            }),
            share => Ok(share),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shard {} of {}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let no_shard = || Error::NoShard(text.to_owned());
        let (index, of) = text.split_once('/').ok_or_else(no_shard)?;
        let number = |part: &str| part.trim().parse::<u64>().map_err(|_| no_shard());
        let (index, of) = (number(index)?, number(of)?);
        if index == 0 || index > of {
            return Err(Error::OutOfRange(text.to_owned()));
        }
        Ok(Self { index, of })
    }
}

/// What this process is among those that make a load together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Role {
    pub(crate) shard: Shard,
    /// When the first load of the process is to begin.
    pub(crate) start_at: Option<SystemTime>,
}

impl Role {
    /// What the environment says of this process, read once.
    pub(crate) fn get() -> &'static Result<Option<Self>, Error> {
        static ROLE: OnceLock<Result<Option<Role>, Error>> = OnceLock::new();
        ROLE.get_or_init(|| Self::of(Envs::get(), SystemTime::now()))
    }

    /// What the environment says; none where the process makes its loads by itself.
    pub(crate) fn of(envs: &Envs, now: SystemTime) -> Result<Option<Self>, Error> {
        let Some(shard) = &envs.shard else {
            return Ok(None);
        };
        let shard = shard.parse()?;
        let start_at = envs.start_at.as_deref().map(|text| moment(text, now));
        let start_at = start_at.transpose()?;
        Ok(Some(Self { shard, start_at }))
    }
}

/// Seconds since 1970.
fn moment(text: &str, now: SystemTime) -> Result<SystemTime, Error> {
    let no_moment = || Error::NoMoment(text.to_owned());
    let seconds: f64 = text.trim().parse().map_err(|_| no_moment())?;
    let since = Duration::try_from_secs_f64(seconds).map_err(|_| no_moment())?;
    let at = UNIX_EPOCH.checked_add(since).ok_or_else(no_moment)?;
    match at.duration_since(now) {
        Ok(away) if away > FURTHEST => Err(Error::FarAway(text.to_owned())),
        _ => Ok(at),
    }
}

#[cfg(test)]
mod tests;
