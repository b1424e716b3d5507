//! Where things are in the workspace that it is called in.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::args::Place;
use super::error::Error;
use crate::history;

/// The cargo that this is a command of.
pub(super) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Place {
    /// Where the history is.
    pub(super) fn history(&self) -> Result<history::Place, Error> {
        // One in Postgres needs no workspace to be found.
        let folder = match &self.history {
            Some(_) => PathBuf::new(),
            None => self.folder()?,
        };
        Ok(history::Place::of(self.history.as_deref(), &folder))
    }

    /// The folder of perf: as said, or in the target folder of the workspace.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        match &self.dir {
            // The tests run in the folders of their packages.
            Some(dir) => std::path::absolute(dir).map_err(|error| Error::Write {
                path: dir.clone(),
                error,
            }),
            None => Ok(target_folder()?.join("perf")),
        }
    }
}

fn target_folder() -> Result<PathBuf, Error> {
    Ok(metadata()?.target_directory)
}

/// The folder of the workspace, to which the names of files in records are relative.
pub(super) fn root() -> Result<PathBuf, Error> {
    Ok(metadata()?.workspace_root)
}

#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

fn metadata() -> Result<Metadata, Error> {
    let program = cargo();
    let output = Command::new(&program)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Error::Start {
            program: program.to_string_lossy().into_owned(),
            error,
            advice: "install it, or say with `--dir` where the records are",
        })?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        let told = told.trim().trim_start_matches("error: ");
        return Err(Error::NoWorkspace(told.to_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| Error::NoWorkspace(error.to_string()))
}
