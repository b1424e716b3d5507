//! `cargo perf completions`: for bash, zsh, fish and others.

use std::io;
use std::process::ExitCode;

use clap::CommandFactory as _;

use super::args::{Cargo, Completions};
use super::error::Done;

pub(super) fn run(args: &Completions) -> Done {
    let mut text = Vec::new();
    // Shells complete the program that cargo calls.
    clap_complete::generate(args.shell, &mut Cargo::command(), "cargo-perf", &mut text);
    io::Write::write_all(&mut io::stdout(), &text)?;
    Ok(ExitCode::SUCCESS)
}
