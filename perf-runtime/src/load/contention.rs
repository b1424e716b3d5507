//! How a pool stands to what the users ask of it.

use serde::{Deserialize, Serialize};

use crate::judge::queueing::{Shared, waiting};

/// The share of what the pool can serve from which on its queries alone keep it in use.
const BUSY: f64 = 0.8;

/// Means of a load, over all of its iterations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Means {
    pub(super) users: f64,
    pub(super) connections: u32,
    /// Iterations a second, however they ended.
    pub(super) per_second: f64,
    pub(super) pool_wait_ms: f64,
    /// The queries of an iteration.
    pub(super) db_ms: f64,
}

/// The users and their pool, by Little's law.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Contention {
    pub(crate) connections: u32,
    /// How long the queries of an iteration hold a connection, on average.
    pub(crate) db_ms: f64,
    /// Iterations a second that the pool can serve at most, since it is held at least that long.
    pub(crate) serves: f64,
    /// Iterations a second that the users would make if there were always a connection.
    pub(crate) asked: f64,
    /// The wait that follows from these.
    pub(crate) expected_wait_ms: f64,
    /// The measured wait.
    pub(crate) wait_ms: f64,
    /// Iterations that wait for a connection at any time, on average.
    pub(crate) waiting: f64,
    pub(crate) state: State,
}

/// What keeps the pool in use.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Nothing, as far as that can be told: there are connections for all.
    Enough,
    /// The queries.
    Busy,
    /// What is done beside the queries while a connection is held: so long it is held in an iteration.
    Held { ms: f64 },
}

impl Contention {
    /// Nothing where there was no time on the database.
    pub(super) fn of(means: &Means) -> Option<Self> {
        if means.db_ms <= 0.0 || means.per_second <= 0.0 || means.connections == 0 {
            return None;
        }
        let cycle_ms = 1e3 * means.users / means.per_second;
        let shared = Shared {
            users: means.users,
            connections: f64::from(means.connections),
            hold_ms: means.db_ms,
            other_ms: (cycle_ms - means.pool_wait_ms - means.db_ms).max(0.0),
        };
        let waiting = waiting(means.per_second, means.pool_wait_ms);
        Some(Self {
            connections: means.connections,
            db_ms: means.db_ms,
            serves: shared.serves(),
            asked: shared.asked(),
            expected_wait_ms: shared.waits_ms(),
            wait_ms: means.pool_wait_ms,
            waiting,
            state: state(&shared, means.per_second, waiting),
        })
    }
}

fn state(shared: &Shared, per_second: f64, waiting: f64) -> State {
    if waiting >= 1.0 && per_second >= BUSY * shared.serves() {
        State::Busy
    } else if waiting >= shared.connections {
        // With that many in the queue no connection is ever idle, so that each is held all the time.
        let ms = 1e3 * shared.connections / per_second;
        State::Held { ms }
    } else {
        State::Enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_the_pool_in_use() {
        for (users, per_second, pool_wait_ms, db_ms, state) in [
            // Fifty users that do nothing but a query of 10 ms.
            (50.0, 490.0, 91.8, 10.2, State::Busy),
            // As many, but each transaction does something else for 30 ms.
            (50.0, 125.0, 360.0, 10.0, State::Held { ms: 40.0 }),
            // Five users have a connection each.
            (5.0, 495.0, 0.0, 10.0, State::Enough),
            // All connections in use now and then; nobody waits on average.
            (6.0, 480.0, 1.5, 10.0, State::Enough),
            // Some wait, but too few to say that the pool is always in use.
            (50.0, 100.0, 20.0, 10.0, State::Enough),
        ] {
            let means = Means {
                users,
                connections: 5,
                per_second,
                pool_wait_ms,
                db_ms,
            };
            let contention = Contention::of(&means).expect("there is time on the database");
            assert_eq!(contention.state, state, "{contention:?}");
        }
    }

    #[test]
    fn the_wait_follows_from_the_law() {
        let means = Means {
            users: 50.0,
            connections: 5,
            per_second: 490.2,
            pool_wait_ms: 91.8,
            db_ms: 10.2,
        };
        let contention = Contention::of(&means).expect("there is time on the database");
        assert!(
            (contention.expected_wait_ms - 91.8).abs() < 0.1,
            "{contention:?}"
        );
        assert!((contention.waiting - 45.0).abs() < 0.1, "{contention:?}");
        assert!((contention.serves - 490.2).abs() < 0.1 && contention.asked > 4800.0);
        let nothing = Means {
            db_ms: 0.0,
            ..means
        };
        assert_eq!(Contention::of(&nothing), None);
    }
}
