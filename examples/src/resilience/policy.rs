//! How patient one is with a dependency.

use std::iter::successors;
use std::time::Duration;

use tokio::sync::Semaphore;

/// How calls that fail are dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// A call that takes longer has failed.
    pub time_limit: Duration,
    /// How often a call is repeated.
    pub retries: usize,
    /// The pause before it is repeated first; each further one is twice as long as the one before it.
    pub first_pause: Duration,
    /// After so many failures in a row nothing is called any more..
    pub failures: u32,
    /// .. for so long. The next call then decides whether it begins anew.
    pub open_for: Duration,
    /// Calls at once; others wait for their turn.
    pub at_once: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            time_limit: Duration::from_secs(5),
            retries: 4,
            first_pause: Duration::from_millis(100),
            failures: 5,
            open_for: Duration::from_secs(10),
            at_once: Semaphore::MAX_PERMITS,
        }
    }
}

impl Policy {
    /// For a model, which thinks a while, and thinks no faster if it is asked more at once.
    pub fn of_a_model() -> Self {
        Self {
            time_limit: Duration::from_secs(20),
            at_once: 8,
            ..Self::default()
        }
    }

    /// For a database, of which a page asks several things, so that it fails more often than each of them does. The
    /// breaker is for one that is away, not for one that stumbles.
    pub fn of_a_database() -> Self {
        Self {
            failures: 20,
            ..Self::default()
        }
    }

    /// The pauses between the calls: 0.1, 0.2, 0.4 and 0.8 s by default. They have no jitter: what comes back at
    /// the same moment is spread by its turns.
    pub fn pauses(&self) -> impl Iterator<Item = Duration> + Send + Sync + Unpin + use<> {
        let twice = |pause: &Duration| pause.checked_mul(2);
        successors(Some(self.first_pause), twice).take(self.retries)
    }
}
