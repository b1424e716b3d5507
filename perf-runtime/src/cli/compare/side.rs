//! One of two versions: how it is built, and how a process of it is run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;

use super::sample::Sample;
use crate::cli::workspace::cargo;
use crate::store::Run;

/// Lines of a failure that are shown.
const TAIL: usize = 30;

/// Why there is nothing to compare.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum Error {
    #[error("`cargo test` could not be started in {}: {error}", folder.display())]
    Start { folder: PathBuf, error: io::Error },
    #[error("the {0} does not build: cargo says above why")]
    Build(&'static str),
    #[error("interrupted: nothing was compared")]
    Interrupted,
    #[error("the {side} left no records to compare; `cargo test` said:\n{told}")]
    NoRecords { side: &'static str, told: String },
    #[error("{} could not be emptied: {error}", folder.display())]
    Records { folder: PathBuf, error: io::Error },
}

pub(super) struct Side<'a> {
    pub(super) name: &'static str,
    /// Where cargo is called.
    pub(super) folder: PathBuf,
    /// Its own target folder, where it has one: kept, so that the next comparison builds only what is new.
    pub(super) target: Option<PathBuf>,
    /// As they are for `cargo test`.
    pub(super) arguments: &'a [String],
    pub(super) records: PathBuf,
    pub(super) interrupted: &'a AtomicBool,
}

impl Side<'_> {
    pub(super) fn build(&self) -> Result<(), Error> {
        let for_cargo = self.arguments.split(|word| word == "--").next();
        let status = self
            .cargo()
            .args(["test", "--no-run"])
            .args(for_cargo.unwrap_or_default())
            .status();
        let status = status.map_err(|error| self.start(error))?;
        if super::is_set(self.interrupted) {
            Err(Error::Interrupted)
        } else if status.success() {
            Ok(())
        } else {
            Err(Error::Build(self.name))
        }
    }

    /// A process of each test binary, in which cases run one after the other.
    pub(super) fn run(&self) -> Result<Sample, Error> {
        let folder = self.records.join("runs").join(self.name);
        empty(&folder)?;
        let output = self
            .cargo()
            // One binary that fails does not keep the others from running.
            .args(["test", "--no-fail-fast"])
            .args(
                self.arguments
                    .iter()
                    .filter(|word| *word != "--no-fail-fast"),
            )
            .env("PERF_DIR", &self.records)
            .env("PERF_RUN", self.name)
            .env("RUST_TEST_THREADS", "1")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| self.start(error))?;
        if super::is_set(self.interrupted) {
            return Err(Error::Interrupted);
        }
        let run = Run::read(&folder)
            .ok()
            .filter(|run| !run.records.is_empty());
        run.map(|run| Sample::of(&run))
            .ok_or_else(|| Error::NoRecords {
                side: self.name,
                told: tail(&output),
            })
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.folder);
        if let Some(target) = &self.target {
            command.env("CARGO_TARGET_DIR", target);
        }
        command
    }

    fn start(&self, error: io::Error) -> Error {
        Error::Start {
            folder: self.folder.clone(),
            error,
        }
    }
}

/// Away with what an earlier process left there.
fn empty(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::Records {
            folder: folder.to_owned(),
            error,
        }),
        _ => Ok(()),
    }
}

fn tail(output: &Output) -> String {
    let text = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    let lines: Vec<_> = text.iter().flat_map(|text| text.lines()).collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}
