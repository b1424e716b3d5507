//! What a load is asked to do.

use std::hash::Hasher;
use std::time::{Duration, Instant};

use super::schedule::{Pause, Presence, Profile};
use super::shard::{self, Shard};
use crate::hash::Fnv;
use crate::options::{Arrival, Options, Stage, Target, Warmup};
use crate::runner::pass::TIMEOUT;

/// Iterations of an open model that may be under way at once, where nothing else is said.
const IN_FLIGHT: u64 = 100;

/// What a load is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// Users whose fixtures are set up; in an open model as many as may be under way at once.
    pub(crate) users: u64,
    /// Those of all shards.
    pub(crate) all_users: u64,
    /// Which part of the whole it is.
    pub(crate) shard: Shard,
    /// What comes before the measurement.
    pub(crate) warmup: Option<Part>,
    /// What is measured.
    pub(crate) measured: Part,
    /// How long one iteration may take.
    pub(crate) timeout: Duration,
    /// What is drawn is drawn from here, the same in each run of the case.
    pub(crate) seed: u64,
}

/// A part of a load.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) length: Length,
    pub(crate) model: Model,
}

/// When no further iteration begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// After so many iterations of each user.
    OfEachUser(u64),
    /// After so many iterations of all users together.
    OfAllUsers(u64),
    /// After this time.
    Time(Duration),
}

/// What makes an iteration begin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Model {
    /// The end of the last one of the same user.
    Closed { presence: Presence, pause: Pause },
    /// The clock.
    Open { rate: Profile, arrival: Arrival },
}

impl Plan {
    /// What the options ask for; `name` is that of the case. The attribute demands users or a rate, and an end;
    /// without them it is one iteration of one user.
    pub(crate) fn of(options: &Options, name: &str) -> Self {
        let warmup = options.warmup.map(Length::of_warmup);
        let warmup = warmup.filter(|warmup| !warmup.is_nothing());
        let (before, measured) = if is_open(options) {
            open(options)
        } else {
            closed(options, warmup.is_some())
        };
        let users = match &measured {
            Model::Closed { presence, .. } => presence.most(),
            Model::Open { .. } => options.max_in_flight.unwrap_or(IN_FLIGHT),
        };
        let mut seed = Fnv::default();
        seed.write(name.as_bytes());
        Self {
            users,
            all_users: users,
            shard: Shard::WHOLE,
            warmup: warmup.map(|length| Part {
                length,
                model: before,
            }),
            measured: Part {
                length: Length::of(options),
                model: measured,
            },
            timeout: options.timeout.unwrap_or(TIMEOUT),
            seed: seed.finish(),
        }
    }
}

impl Plan {
    /// The part of this one, which is the whole, that a shard makes.
    ///
    /// # Errors
    /// Where there is nothing for it.
    pub(crate) fn dealt(self, shard: Shard) -> Result<Self, shard::Error> {
        let what = match self.measured.model {
            Model::Closed { .. } => "users",
            Model::Open { .. } => "iterations in flight",
        };
        let all_users = self.users;
        let dealt = |part: Part| part.dealt(all_users, shard);
        Ok(Self {
            users: shard.some(all_users, what)?,
            shard,
            warmup: self.warmup.map(dealt).transpose()?,
            measured: dealt(self.measured)?,
            ..self
        })
    }

    /// A number that is another for every other load.
    pub(super) fn id(&self) -> String {
        let mut hash = Fnv::default();
        hash.write(format!("{self:?}").as_bytes());
        format!("{:016x}", hash.finish())
    }

    /// Whether it is a closed model in which all users take part from the beginning to the end.
    pub(super) fn is_of_constant_users(&self) -> bool {
        match &self.measured.model {
            Model::Closed { presence, .. } => *presence == Presence::all(self.all_users),
            Model::Open { .. } => false,
        }
    }

    /// Whether all users are there all the time, and each goes on as soon as its iteration has ended.
    pub(super) fn is_steady(&self) -> bool {
        let pauses =
            matches!(&self.measured.model, Model::Closed { pause, .. } if *pause != Pause::None);
        self.is_of_constant_users() && !pauses
    }
}

impl Part {
    /// Who comes when is left as it is: users and arrivals are known by their numbers in the whole.
    fn dealt(self, users: u64, shard: Shard) -> Result<Self, shard::Error> {
        let length = match (self.length, &self.model) {
            (Length::OfAllUsers(iterations), _) => {
                Length::OfAllUsers(shard.some(iterations, "iterations")?)
            }
            // The clock does not ask whose turn it is.
            (Length::OfEachUser(_), Model::Open { .. }) => {
                let iterations = self.length.iterations(users);
                Length::OfAllUsers(shard.some(iterations, "iterations")?)
            }
            (length, _) => length,
        };
        Ok(Self { length, ..self })
    }
}

fn is_open(options: &Options) -> bool {
    let is_rate = |stage: &Stage| matches!(stage.to, Target::Rate(_));
    options.rate.is_some() || options.stages.iter().any(is_rate)
}

/// Arrivals before the measurement, and in it. Stages begin with it: before, there is the rate with which they begin.
fn open(options: &Options) -> (Model, Model) {
    let arrival = options.arrival.unwrap_or(Arrival::Uniform);
    let of = |rate| Model::Open { rate, arrival };
    if options.stages.is_empty() {
        let rate = Profile::constant(options.rate.unwrap_or_default());
        return (of(rate.clone()), of(rate));
    }
    let stages = options.stages.iter().map(|stage| match stage.to {
        Target::Rate(rate) => (stage.over, rate),
        Target::Users(_) => (stage.over, 0.0),
    });
    let rate = Profile::of_stages(options.rate.unwrap_or_default(), stages);
    let before = if rate.first() > 0.0 {
        rate.first()
    } else {
        rate.largest()
    };
    (of(Profile::constant(before)), of(rate))
}

/// The users before the measurement, and in it. They come one after the other in what is first, and stages begin with
/// the measurement.
fn closed(options: &Options, has_warmup: bool) -> (Model, Model) {
    let pause = match (options.pacing, options.think_time) {
        (Some(pace), _) => Pause::Pacing(pace),
        (None, Some((least, most))) => Pause::Think(least, most),
        (None, None) => Pause::None,
    };
    let of = |presence| Model::Closed { presence, pause };
    let users = options.users.unwrap_or(1);
    let begin = match options.ramp_up {
        Some(over) => Presence::ramp_up(users, over),
        None => Presence::all(users),
    };
    if !options.stages.is_empty() {
        let stages = options.stages.iter().map(|stage| match stage.to {
            Target::Users(users) => (stage.over, users),
            Target::Rate(_) => (stage.over, 0),
        });
        let presence = Presence::of_stages(options.users.unwrap_or(0), stages);
        return (of(Presence::all(presence.most())), of(presence));
    }
    let measured = if has_warmup {
        Presence::all(users)
    } else {
        begin.clone()
    };
    (of(begin), of(measured))
}

impl Length {
    fn of(options: &Options) -> Self {
        if !options.stages.is_empty() {
            return Self::Time(options.stages.iter().map(|stage| stage.over).sum());
        }
        match (options.iterations, options.duration) {
            (Some(iterations), _) => Self::OfAllUsers(iterations),
            (None, Some(duration)) => Self::Time(duration),
            (None, None) => Self::OfEachUser(1),
        }
    }

    fn of_warmup(warmup: Warmup) -> Self {
        match warmup {
            Warmup::Runs(runs) => Self::OfEachUser(runs),
            Warmup::Time(time) => Self::Time(time),
        }
    }

    /// How many iterations there are at the most.
    pub(super) fn iterations(self, users: u64) -> u64 {
        match self {
            Self::OfEachUser(iterations) => iterations.saturating_mul(users),
            Self::OfAllUsers(iterations) => iterations,
            Self::Time(_) => u64::MAX,
        }
    }

    /// When no more iterations begin, where the clock says it.
    pub(super) fn end(self, begun: Instant) -> Option<Instant> {
        match self {
            Self::Time(time) => begun.checked_add(time),
            Self::OfEachUser(_) | Self::OfAllUsers(_) => None,
        }
    }

    /// How long iterations begin at the most.
    pub(super) fn time(self) -> Duration {
        match self {
            Self::OfEachUser(_) | Self::OfAllUsers(_) => Duration::MAX,
            Self::Time(time) => time,
        }
    }

    fn is_nothing(self) -> bool {
        matches!(self, Self::OfEachUser(0) | Self::Time(Duration::ZERO))
    }
}

#[cfg(test)]
mod tests;
