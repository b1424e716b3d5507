//! Why something could not be done.

use std::io;
use std::path::PathBuf;

use crate::report::files;
use crate::store;

#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Records(#[from] store::ReadError),
    #[error(transparent)]
    History(#[from] crate::history::Error),
    #[error(transparent)]
    Compare(#[from] super::compare::Error),
    #[error(transparent)]
    Git(#[from] super::git::Error),
    #[error(
        "the history {place} has no figures of {asked}; `cargo perf history --all-branches` shows which there are"
    )]
    NoFigures {
        place: crate::history::Place,
        asked: String,
    },
    #[error(
        "the tests passed, and no case of `#[perf]` or `#[load]` left a record in {}: none was among them, or the folder \
         cannot be written to, which the tests then say",
        .0.display()
    )]
    NothingRecorded(PathBuf),
    #[error("the output could not be written: {0}")]
    Output(#[from] io::Error),
    #[error("{0}")]
    Record(String),
    #[error(
        "there is no record of a shard: run the load with `PERF_SHARD=1/2` and so on first, and say where its records are"
    )]
    NoShards,
    #[error("{} could not be written: {error}", path.display())]
    Write { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Report(#[from] files::Unwritten),
    #[error("{} could not be removed: {error}", path.display())]
    Remove { path: PathBuf, error: io::Error },
    #[error("`{program}` could not be started: {error}; {advice}")]
    Start {
        program: String,
        error: io::Error,
        advice: &'static str,
    },
    #[error(
        "cargo does not tell where the target folder is: {0}; be in a workspace, or say `--dir`"
    )]
    NoWorkspace(String),
}

pub(super) type Done = Result<std::process::ExitCode, Error>;
