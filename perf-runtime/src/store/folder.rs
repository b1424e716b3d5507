//! Where records and locks lie.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::envs::Envs;

/// `PERF_DIR`, or `perf` in cargo's target folder, or in the system's temporary folder.
pub(crate) fn folder() -> PathBuf {
    Envs::get()
        .dir
        .clone()
        .or_else(|| Some(target(&env::current_exe().ok()?)?.join("perf")))
        .unwrap_or_else(|| env::temp_dir().join("perf"))
}

/// A file to lock, there or in the system's temporary folder: the same for all processes with the same folder.
pub(crate) fn lock_file(name: &str) -> io::Result<File> {
    open_in(&folder(), name).or_else(|_| open_in(&env::temp_dir(), &format!("perf-{name}")))
}

fn open_in(folder: &Path, name: &str) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(name))
}

/// The target folder that a test binary lies in: cargo marks it.
fn target(binary: &Path) -> Option<&Path> {
    binary
        .ancestors()
        .skip(1)
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_binary_lies_in_a_target_folder() {
        let binary = env::current_exe().expect("a test has a binary");
        let folder = target(&binary).expect("cargo marks its target folder");
        assert!(binary.starts_with(folder) && folder.join("CACHEDIR.TAG").exists());
        assert_eq!(target(Path::new("/usr/bin/true")), None);
    }
}
