//! The process with whose end a private server ends.

use crate::database::process::{self, Process};

/// Programs that start the test processes of one run. Each of them waits for its processes.
const RUNNERS: [&str; 2] = ["cargo", "cargo-nextest"];

/// The cargo or nextest that started this process, so that all processes of the run share a
/// server; else this process itself. There may be another program in between, such as the `runner`
/// of a target in cargo's configuration.
pub(super) fn of_this_process() -> Process {
    let is_runner =
        |&pid: &u32| process::program_of(pid).is_some_and(|name| RUNNERS.contains(&&*name));
    let runner = process::ancestors_of(std::process::id()).find(is_runner);
    runner.map_or_else(Process::current, Process::with_pid)
}
