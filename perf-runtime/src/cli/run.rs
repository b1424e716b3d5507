//! `cargo perf run`: the tests, and then the reports.

use std::process::{self, Command, ExitCode, ExitStatus};
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::{Place, Run};
use super::error::{Done, Error};
use super::report;
use super::workspace::cargo;
use crate::store;

/// What cargo ends with where it was ended by a signal: as a test that fails.
const FAILED: u8 = 101;

pub(super) fn run(place: &Place, args: &Run) -> Done {
    let folder = place.folder()?;
    let name = args.name.clone().unwrap_or_else(new_name);
    let status = test(args, &folder, &name)?;
    match store::Run::find(&folder, Some(&name)) {
        Ok(run) => report::make(&run, &folder, &args.reports)?,
        // Tests that were not built have left nothing, and cargo has said why.
        Err(_) if !status.success() => {}
        Err(error) => return Err(error.into()),
    }
    Ok(code_of(status))
}

fn test(args: &Run, folder: &std::path::Path, name: &str) -> Result<ExitStatus, Error> {
    let (words, advice): (&[&str], _) = if args.nextest {
        (
            &["nextest", "run"],
            "install it with `cargo install cargo-nextest --locked`",
        )
    } else {
        (&["test"], "install it from https://rustup.rs")
    };
    Command::new(cargo())
        .args(words)
        .args(&args.arguments)
        .env("PERF_RUN", name)
        .env("PERF_DIR", folder)
        .status()
        .map_err(|error| Error::Start {
            program: format!("cargo {}", words.join(" ")),
            error,
            advice,
        })
}

/// The moment and the process, as runs without a name are called.
fn new_name() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("{}-{}", since.as_secs(), process::id())
}

fn code_of(status: ExitStatus) -> ExitCode {
    let code = status
        .code()
        .map_or(FAILED, |code| u8::try_from(code).unwrap_or(FAILED));
    ExitCode::from(code)
}
