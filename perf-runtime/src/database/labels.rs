//! Folders for temporary files that bear the process in their names to which they belong, so that
//! a later run can tell what a killed one has left behind.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use super::process::{self, Process};

/// The part of a folder's name that tells its process.
pub(super) fn label(process: &Process) -> String {
    format!("{}-{}-{}", process::space(), process.pid, process.start)
}

/// The process that a label tells, if this process can ask for it.
fn process_of(label: &str) -> Option<Process> {
    let mut parts = label.split('-');
    let space = parts.next()?;
    let pid = parts.next()?.parse().ok()?;
    let start = parts.next()?.to_owned();
    (space == process::space()).then_some(Process { pid, start })
}

/// The folders beside `ours` whose names begin with the prefix and a label, and whose processes
/// are over.
pub(super) fn left_over(ours: &Path, prefix: &str) -> Vec<(PathBuf, Process)> {
    let (Some(base), Ok(ours)) = (ours.parent(), fs::metadata(ours)) else {
        return Vec::new();
    };
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    let labelled = entries.filter_map(|entry| {
        let process = process_of(entry.file_name().to_str()?.strip_prefix(prefix)?)?;
        // The folder for temporary files is everybody's, and this is going to be removed.
        let is_ours = entry
            .metadata()
            .is_ok_and(|entry| entry.is_dir() && are_of_one_user(&entry, &ours));
        is_ours.then(|| (entry.path(), process))
    });
    labelled.filter(|(_, process)| process.is_over()).collect()
}

#[cfg(unix)]
fn are_of_one_user(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    a.uid() == b.uid()
}

/// The folder for temporary files is each user's own.
#[cfg(not(unix))]
fn are_of_one_user(_a: &Metadata, _b: &Metadata) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_folders_whose_processes_are_over_are_left_over() {
        let base = tempfile::tempdir().unwrap();
        let path = |process: &Process, end: &str| {
            base.path().join(format!("perf-a-{}{end}", label(process)))
        };
        let over = Process {
            start: "1".to_owned(),
            ..Process::current()
        };
        let ours = path(&Process::current(), "");
        let left = [path(&over, ""), path(&over, "-a_case-Xy7")];
        for folder in left.iter().chain([&ours]) {
            fs::create_dir(folder).unwrap();
        }
        let elsewhere = format!("perf-a-1{}", label(&over));
        for other in [
            "perf-a-",
            "perf-a-x-1-1",
            "perf-a-1-1",
            "perf-b-1-1-1",
            &elsewhere,
        ] {
            fs::create_dir(base.path().join(other)).unwrap();
        }
        symlink(&ours, path(&over, "-link")).unwrap();
        fs::write(path(&over, "-file"), "").unwrap();

        let mut found = left_over(&ours, "perf-a-");
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        assert_eq!(found, left.map(|path| (path, over.clone())));
    }
}
