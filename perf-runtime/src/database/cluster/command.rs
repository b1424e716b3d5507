//! Runs a program of a server's to its end.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use super::kind::Kind;

/// How long a program may take; `initdb` takes a second on an idle machine.
pub(super) const LIMIT: Duration = Duration::from_secs(90);

/// Lines of a log that are shown.
const TAIL: usize = 8;

/// Runs it in a process group of its own, so that Ctrl-C does not reach what it starts. What it
/// says goes to the log: a pipe would stay open as long as the server.
pub(super) fn run(command: &mut Command, kind: &Kind, log: &Path) -> Result<(), String> {
    let name = Path::new(command.get_program()).display().to_string();
    let status =
        spawn(command, kind, log).map_err(|error| format!("cannot run {name}: {error}"))?;
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("{name} failed ({status}): {}", tail(log))),
        None => Err(format!(
            "{name} did not end within {} s: {}",
            LIMIT.as_secs(),
            tail(log)
        )),
    }
}

fn spawn(command: &mut Command, kind: &Kind, log: &Path) -> io::Result<Option<ExitStatus>> {
    let log = OpenOptions::new().create(true).append(true).open(log)?;
    // Variables for clients and other servers are not meant for this one.
    let prefix = kind.variables.as_bytes();
    for (name, _) in env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(prefix))
    {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").current_dir("/").process_group(0);
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut child = command.spawn()?;
    let begun = Instant::now();
    while begun.elapsed() < LIMIT {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// The end of a log, on one line.
pub(super) fn tail(log: &Path) -> String {
    let text = fs::read(log)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines[lines.len().saturating_sub(TAIL)..].join(" / ")
}
