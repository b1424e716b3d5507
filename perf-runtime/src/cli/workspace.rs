//! Where things are in the workspace that it is called in.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::args::Place;
use super::error::Error;

/// The cargo that this is a command of.
pub(super) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

impl Place {
    /// The folder of perf: as said, or in the target folder of the workspace.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        match &self.dir {
            Some(dir) => Ok(dir.clone()),
            None => Ok(target_folder()?.join("perf")),
        }
    }
}

fn target_folder() -> Result<PathBuf, Error> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }

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
        return Err(Error::NoWorkspace(told.trim().to_owned()));
    }
    serde_json::from_slice::<Metadata>(&output.stdout)
        .map(|metadata| metadata.target_directory)
        .map_err(|error| Error::NoWorkspace(error.to_string()))
}
