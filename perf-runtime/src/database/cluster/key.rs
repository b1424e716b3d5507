//! The process with whose end a private server ends.

use std::os::unix::process::parent_id;

use crate::database::process::{self, Process};

/// Programs that start the test processes of one run. Each of them waits for its processes.
const RUNNERS: [&str; 2] = ["cargo", "cargo-nextest"];

/// cargo or nextest if it started this process, so that all processes of the run share a server;
/// else this process itself.
pub(super) fn of_this_process() -> Process {
    let parent = parent_id();
    match process::program_of(parent) {
        Some(program) if RUNNERS.contains(&&*program) => Process::with_pid(parent),
        _ => Process::current(),
    }
}
