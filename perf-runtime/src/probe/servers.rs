//! What the database servers on this machine have waited for a processor: a query is as late as its server is.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::quiet::{Scheduled, scheduled_at};

/// Programs of servers, as the system calls their processes.
const NAMES: [&str; 4] = ["postgres", "mariadbd", "mysqld", "mysqld_safe"];

/// What all threads of all servers have had until now, by their ids. Nothing where the system does not say, and of a server on
/// another machine.
///
/// Which process works for whom is not looked at: a server of somebody else makes a verdict on time inconclusive more
/// often, and never wrong.
pub(super) fn scheduled() -> HashMap<u32, Scheduled> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let of_server = |path: &Path| {
        let name = fs::read_to_string(path.join("comm")).unwrap_or_default();
        NAMES.contains(&name.trim_end())
    };
    let mut all = HashMap::new();
    for process in processes {
        let is_process = process.file_name().as_encoded_bytes()[0].is_ascii_digit();
        if is_process && of_server(&process.path()) {
            all.extend(threads(&process.path()));
        }
    }
    all
}

/// The threads of a process.
pub(super) fn threads(process: &Path) -> impl Iterator<Item = (u32, Scheduled)> {
    let tasks = fs::read_dir(process.join("task")).into_iter();
    tasks.flatten().flatten().filter_map(|task| {
        let id = task.file_name().to_str()?.parse().ok()?;
        Some((id, scheduled_at(&task.path().join("schedstat"))))
    })
}
