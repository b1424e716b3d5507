//! What may be otherwise from one place to the next.

use std::time::Duration;

use crate::model::Model;
use crate::passwords::Passwords;
use crate::resilience::Policy;

/// What the service works with, besides its database.
#[derive(Debug, Clone)]
pub struct Options {
    /// What a password's hash costs.
    pub passwords: Passwords,
    /// Who answers for the agents; without one there are none.
    pub model: Option<Model>,
    /// How the home page deals with a database that fails.
    pub database: Policy,
    /// A request that takes longer is given up.
    pub time_limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            passwords: Passwords::default(),
            model: None,
            database: Policy::of_a_database(),
            time_limit: Duration::from_secs(30),
        }
    }
}

impl Options {
    /// With passwords that cost next to nothing, for tests that sign in.
    pub fn cheap() -> Self {
        Self {
            passwords: Passwords::cheap(),
            ..Self::default()
        }
    }
}
