//! What can be wrong with a baseline.

use std::path::PathBuf;

/// Why a case could not be compared, or its entry not be kept. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// It is there and cannot be read.
    #[error("{path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    /// It is no TOML, or not of the form that this version writes.
    #[error("{path}:{line}: {message}")]
    Wrong {
        path: PathBuf,
        /// From 1.
        line: usize,
        message: String,
    },
    /// Another version of this crate wrote it.
    #[error(
        "{path} is of version {found}, and this perf-runtime knows version {known}: use the one that wrote it"
    )]
    Version {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    /// It, or its folder, is not to be written to.
    #[error("{path} cannot be written: {reason}")]
    Unwritable { path: PathBuf, reason: String },
    /// `PERF_UPDATE` is misspelt.
    #[error(
        "`PERF_UPDATE={0}` is not known: write `new`, which adds what is missing, or `all`, which accepts what the run does"
    )]
    UnknownUpdate(String),
    /// A baseline is saved, or it is compared with.
    #[error(
        "a run is either saved as a baseline or held to one: leave out `--baseline` or `--save-baseline` (`PERF_BASELINE`, `PERF_SAVE_BASELINE`)"
    )]
    Both,
    /// `PERF_UPDATE` means the file of the crate.
    #[error(
        "`PERF_UPDATE` is of perf-baseline.toml, and this run is of a baseline with a name: leave out one of them; `--save-baseline` saves what the run does"
    )]
    UpdateOfSaved,
    /// A baseline cannot be called so.
    #[error(
        "a baseline cannot be called `{0}`: up to 100 letters, digits, `-`, `_` and `.`, a letter, a digit or `_` first"
    )]
    Name(String),
    /// Nothing was saved under the name.
    #[error(
        "no baseline `{name}` was saved here, {known}: `--save-baseline {name}`, or `PERF_SAVE_BASELINE={name} cargo test`, saves one"
    )]
    NotSaved {
        name: String,
        /// Those that there are, in words.
        known: String,
    },
}
