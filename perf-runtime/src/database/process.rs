//! Processes of this machine, told apart from later ones that get the same number.

use std::fs;
use std::process::Command;

#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::hash;

/// A process, by its number and the time at which it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    pub(super) pid: u32,
    /// Clock ticks since the machine was started, where `/proc` says; else the date of `ps`,
    /// letters and digits only.
    pub(super) start: String,
}

impl Process {
    /// This process.
    pub(super) fn current() -> Self {
        Self::with_pid(std::process::id())
    }

    /// The process that has this number now; one that ended long ago if there is none.
    pub(super) fn with_pid(pid: u32) -> Self {
        Self {
            pid,
            start: start_of(pid).unwrap_or_else(|| "0".to_owned()),
        }
    }

    /// Whether it has ended. One that waits to be reaped by its parent has.
    ///
    /// Where the machine cannot be asked, nothing is said to be over.
    pub(super) fn is_over(&self) -> bool {
        cfg!(unix) && start_of(self.pid).is_none_or(|start| start != self.start)
    }
}

/// When the process was started, if it runs.
fn start_of(pid: u32) -> Option<String> {
    if fs::exists("/proc/self/stat").is_ok_and(|exists| exists) {
        return start_in_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?);
    }
    start_in_ps(&ps("stat=,lstart=", pid)?)
}

/// Reads `/proc/<pid>/stat`, see `proc_pid_stat(5)`: `pid (name) state .. start ..`.
fn start_in_stat(stat: &str) -> Option<String> {
    // The name may itself contain brackets and spaces.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    (state != "Z" && state != "X").then_some(())?;
    // Field 22 of the whole line; the state is field 3.
    Some(fields.nth(18)?.to_owned())
}

/// Reads a line of `ps -o stat=,lstart=`.
fn start_in_ps(line: &str) -> Option<String> {
    let (state, date) = line.trim().split_once(char::is_whitespace)?;
    (!state.starts_with('Z')).then(|| {
        date.to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect()
    })
}

/// The process that started the given one, the one that started that, and so on.
#[cfg(all(any(feature = "postgres", feature = "mysql"), unix))]
pub(super) fn ancestors_of(pid: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(parent_of(pid), |&pid| parent_of(pid))
}

#[cfg(all(any(feature = "postgres", feature = "mysql"), unix))]
fn parent_of(pid: u32) -> Option<u32> {
    let parent = match fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse(),
        Err(_) => ps("ppid=", pid)?.trim().parse(),
    };
    // The first process has none.
    parent.ok().filter(|&parent| parent > 0)
}

/// The name of the program that the process runs.
#[cfg(all(any(feature = "postgres", feature = "mysql"), unix))]
pub(super) fn program_of(pid: u32) -> Option<String> {
    let name = fs::read_to_string(format!("/proc/{pid}/comm"))
        .ok()
        .or_else(|| ps("comm=", pid))?;
    // Some systems give the whole path.
    name.trim().rsplit('/').next().map(str::to_owned)
}

fn ps(columns: &str, pid: u32) -> Option<String> {
    let output = Command::new("ps")
        .env("LC_ALL", "C")
        .args(["-o", columns, "-p", &pid.to_string()])
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The name of this host and its space, to tell its processes from those of others that use the
/// same server.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(uname)
        .unwrap_or_default();
    let name = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-.".contains(*c));
    format!("{}-{}", name.collect::<String>(), space())
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn uname() -> Option<String> {
    let output = Command::new("uname").arg("-n").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Stands for the host where its name would be too long.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn host_id() -> String {
    hash::short(&host())
}

/// The space that process numbers are of, since a container has one of its own; `0` where there is
/// one only.
pub(super) fn space() -> String {
    let space = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    // `pid:[4026531836]`.
    let digits: String = space
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if digits.is_empty() {
        "0".to_owned()
    } else {
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_is_read_behind_the_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 10 11";
        assert_eq!(start_in_stat(stat).as_deref(), Some("98765"));
        assert_eq!(start_in_stat(&stat.replace(" S ", " Z ")), None);
        assert_eq!(start_in_stat("42 (short) S 1"), None);
    }

    #[test]
    fn ps_is_read_without_blanks() {
        assert_eq!(
            start_in_ps("Ss+  Mon Nov 21 05:31:00 2025\n").as_deref(),
            Some("monnov210531002025")
        );
        assert_eq!(start_in_ps("Z    Mon Nov 21 05:31:00 2025\n"), None);
        assert_eq!(start_in_ps(""), None);
    }

    #[test]
    #[cfg(all(any(feature = "postgres", feature = "mysql"), unix))]
    fn a_process_has_a_program_and_ancestors() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let parent = ancestors_of(child.id()).next();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(parent, Some(std::process::id()));

        let program = std::env::current_exe().unwrap();
        let program = program.file_name().unwrap().to_str().unwrap();
        // Linux cuts names off.
        let name = program_of(std::process::id()).unwrap();
        assert!(
            program.starts_with(&name) && name.len() >= 15.min(program.len()),
            "{name}"
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_process_is_over_once_it_was_killed_and_another_one_with_its_number_is_not_it() {
        assert!(!Process::current().is_over());
        assert!(
            Process {
                start: "1".to_owned(),
                ..Process::current()
            }
            .is_over()
        );

        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let process = Process::with_pid(child.id());
        assert!(!process.is_over());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(process.is_over());
    }
}
