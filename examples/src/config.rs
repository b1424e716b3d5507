//! What the environment says.

use std::env::{self, VarError};

/// Where the service listens and keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `COMMAND_CENTER_LISTEN`: host and port; port 0 takes a free one.
    pub listen: String,
    /// `COMMAND_CENTER_DATABASE`: `sqlite:FILE` or `postgres://..`.
    pub database: String,
    /// `COMMAND_CENTER_MODEL`: where the model of the agents takes its prompts; empty: there are no agents.
    pub model: String,
}

impl Config {
    /// Reads the environment; what is not set has a default for a developer's machine.
    ///
    /// # Errors
    /// A variable that is not Unicode.
    pub fn from_env() -> Result<Self, VarError> {
        Ok(Self {
            listen: variable("COMMAND_CENTER_LISTEN", "127.0.0.1:8080")?,
            database: variable("COMMAND_CENTER_DATABASE", "sqlite:command-center.db")?,
            model: variable("COMMAND_CENTER_MODEL", "")?,
        })
    }
}

fn variable(name: &str, default: &str) -> Result<String, VarError> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        other => other,
    }
}
