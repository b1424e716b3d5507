//! What a load is asked to do.

use std::time::Duration;

use crate::options::{Options, Warmup};
use crate::runner::pass::TIMEOUT;

/// A closed model: so many users, each of which begins its next iteration when its last one has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Users that run the body side by side.
    pub(crate) users: u64,
    /// What comes before the measurement.
    pub(crate) warmup: Option<Length>,
    /// How much is measured.
    pub(crate) length: Length,
    /// How long one iteration may take.
    pub(crate) timeout: Duration,
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

impl Plan {
    /// What the options ask for. The attribute demands `users`, and either `iterations` or `duration`;
    /// without them it is one iteration of one user.
    pub(crate) fn of(options: &Options) -> Self {
        let warmup = options.warmup.map(|warmup| match warmup {
            Warmup::Runs(runs) => Length::OfEachUser(runs),
            Warmup::Time(time) => Length::Time(time),
        });
        let length = match (options.iterations, options.duration) {
            (Some(iterations), _) => Length::OfAllUsers(iterations),
            (None, Some(duration)) => Length::Time(duration),
            (None, None) => Length::OfEachUser(1),
        };
        Self {
            users: options.users.unwrap_or(1),
            warmup: warmup.filter(|warmup| !warmup.is_nothing()),
            length,
            timeout: options.timeout.unwrap_or(TIMEOUT),
        }
    }
}

impl Length {
    fn is_nothing(self) -> bool {
        matches!(self, Self::OfEachUser(0) | Self::Time(Duration::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_a_plan() {
        let second = Duration::from_secs(1);
        for (options, plan) in [
            (
                Options {
                    users: Some(20),
                    iterations: Some(1000),
                    ..Options::NONE
                },
                Plan {
                    users: 20,
                    warmup: None,
                    length: Length::OfAllUsers(1000),
                    timeout: TIMEOUT,
                },
            ),
            (
                Options {
                    users: Some(50),
                    duration: Some(second),
                    warmup: Some(Warmup::Runs(2)),
                    timeout: Some(second),
                    ..Options::NONE
                },
                Plan {
                    users: 50,
                    warmup: Some(Length::OfEachUser(2)),
                    length: Length::Time(second),
                    timeout: second,
                },
            ),
            (
                Options {
                    warmup: Some(Warmup::Time(second)),
                    ..Options::NONE
                },
                Plan {
                    users: 1,
                    warmup: Some(Length::Time(second)),
                    length: Length::OfEachUser(1),
                    timeout: TIMEOUT,
                },
            ),
            (
                Options {
                    warmup: Some(Warmup::Runs(0)),
                    ..Options::NONE
                },
                Plan {
                    users: 1,
                    warmup: None,
                    length: Length::OfEachUser(1),
                    timeout: TIMEOUT,
                },
            ),
        ] {
            assert_eq!(Plan::of(&options), plan);
        }
    }
}
