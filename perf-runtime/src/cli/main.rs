//! From the command line to an exit code.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use super::args::{Cargo, Command};
use super::error::Error;
use super::{clean, compare, completions, history, merge, report, run, trend};

/// Something could not be done.
const NOT_DONE: u8 = 2;

/// `cargo perf`, from the arguments of the process.
pub fn cargo_perf() -> ExitCode {
    let Cargo::Perf(perf) = Cargo::parse();
    let done = match perf.command {
        Command::Run(args) => run::run(&perf.place, &args),
        Command::Report(args) => report::run(&perf.place, &args),
        Command::Merge(args) => merge::run(&perf.place, &args),
        Command::Compare(args) => compare::run(&perf.place, &args),
        Command::History(args) => history::run(&perf.place, &args),
        Command::Trend(args) => trend::run(&perf.place, &args),
        Command::Clean(args) => clean::run(&perf.place, &args),
        Command::Completions(args) => completions::run(&args),
    };
    done.unwrap_or_else(|error| match error {
        // `.. | head` has read enough.
        Error::Output(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        error => {
            // There is no other place to say it.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(NOT_DONE)
        }
    })
}
