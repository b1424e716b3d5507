//! `cargo perf run`: the tests, and then the reports.

use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

use super::args::{Place, Run};
use super::error::{Done, Error};
use super::workspace::cargo;
use super::{git, history, report};
use crate::store::{self, ReadError, file_safe};

/// What cargo ends with where it was ended by a signal: as a test that fails.
const FAILED: u8 = 101;

pub(super) fn run(place: &Place, args: &Run) -> Done {
    let folder = place.folder()?;
    // As the tests will call its folder.
    let name = file_safe(&args.name.clone().unwrap_or_else(store::of_process));
    let status = test(args, &folder, &name)?;
    match store::Run::find(&folder, Some(&name)) {
        Ok(run) => {
            report::make(&run, &folder, &args.reports)?;
            if !args.no_history {
                history::add_or_warn(place, &run)?;
            }
        }
        // Tests that were not built have left nothing, and cargo has said why.
        Err(_) if !status.success() => {}
        Err(ReadError::NoRun(_) | ReadError::Unknown { .. }) => {
            return Err(Error::NothingRecorded(folder.join("runs").join(name)));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(code_of(status))
}

fn test(args: &Run, folder: &Path, name: &str) -> Result<ExitStatus, Error> {
    let (words, advice): (&[&str], _) = if args.nextest {
        (
            &["nextest", "run"],
            "install it with `cargo install cargo-nextest --locked`",
        )
    } else {
        (&["test"], "install it from https://rustup.rs")
    };
    let mut command = Command::new(cargo());
    // Where there is no git, nobody knows.
    if let Ok(dirty) = git::is_dirty(Path::new(".")) {
        command.env("PERF_DIRTY", if dirty { "1" } else { "0" });
    }
    for (variable, name) in [
        ("PERF_BASELINE", &args.baseline),
        ("PERF_SAVE_BASELINE", &args.save_baseline),
    ] {
        if let Some(name) = name {
            command.env(variable, name);
        }
    }
    command
        .args(words)
        .args(&args.arguments)
        .env("PERF_RUN", name)
        .env("PERF_DIR", folder)
        // They are made here, of all test binaries together.
        .env_remove("PERF_REPORT")
        .status()
        .map_err(|error| Error::Start {
            program: format!("cargo {}", words.join(" ")),
            error,
            advice,
        })
}

fn code_of(status: ExitStatus) -> ExitCode {
    let code = status
        .code()
        .map_or(FAILED, |code| u8::try_from(code).unwrap_or(FAILED));
    ExitCode::from(code)
}
