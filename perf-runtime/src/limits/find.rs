//! Finds and reads `perf.toml`, once for each crate.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::error::Error;
use super::file::File;
use super::parse::parse;
use crate::sync::lock;

/// Its name.
const NAME: &str = "perf.toml";

type Found = Result<Option<&'static File>, Error>;

/// The file of the crate in this folder: beside its manifest, or else at the root of its workspace.
pub(super) fn of(manifest_dir: &'static str) -> Found {
    static FOUND: Mutex<Option<HashMap<&str, Arc<Found>>>> = Mutex::new(None);
    let mut found = lock(&FOUND);
    let found = found
        .get_or_insert_default()
        .entry(manifest_dir)
        .or_insert_with(|| Arc::new(read(&folders(Path::new(manifest_dir)))));
    Found::clone(found)
}

/// Where the file of a crate may lie, the nearest first.
pub(super) fn folders(manifest_dir: &Path) -> Vec<PathBuf> {
    let is_root = |folder: &&Path| {
        fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|manifest| {
            manifest
                .lines()
                .any(|line| line.trim_start().starts_with("[workspace"))
        })
    };
    let root = manifest_dir.ancestors().find(is_root);
    let mut folders = vec![manifest_dir.to_owned()];
    folders.extend(
        root.filter(|root| *root != manifest_dir)
            .map(Path::to_owned),
    );
    folders
}

fn read(folders: &[PathBuf]) -> Found {
    for folder in folders {
        let path = folder.join(NAME);
        return match fs::read_to_string(&path) {
            Ok(text) => match parse(&path, &text) {
                Ok(file) => Ok(Some(Box::leak(Box::new(file)))),
                Err(problems) => Err(Error::Wrong(problems)),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => Err(Error::Unreadable {
                path,
                reason: error.to_string(),
            }),
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("there is room");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    fn found(root: &Path, crate_: &str) -> Found {
        read(&folders(&root.join(crate_)))
    }

    const LIMITS: &str = "[limits.a]\nmax_ms = 5\n";

    #[test]
    fn the_nearest_file_is_the_one() {
        let root = folder(&[
            ("Cargo.toml", "[workspace]\nmembers = ['a', 'b']"),
            ("perf.toml", LIMITS),
            ("a/Cargo.toml", "[package]"),
            ("a/perf.toml", LIMITS),
            ("b/Cargo.toml", "[package]"),
        ]);
        for (crate_, expected) in [("a", "a/perf.toml"), ("b", "perf.toml"), ("", "perf.toml")] {
            let file = found(root.path(), crate_)
                .expect("a good file")
                .expect("a file");
            assert_eq!(file.path, root.path().join(expected), "{crate_}");
        }
    }

    #[test]
    fn above_the_workspace_nobody_looks() {
        let root = folder(&[
            ("perf.toml", LIMITS),
            ("inner/Cargo.toml", "[package]\n[workspace]"),
        ]);
        assert_eq!(found(root.path(), "inner"), Ok(None));
    }

    #[test]
    fn what_is_there_and_cannot_be_read_is_an_error() {
        let root = folder(&[("perf.toml/inside", "")]);
        let error = found(root.path(), "").expect_err("it is a folder");
        assert!(
            error.to_string().contains("perf.toml cannot be read"),
            "{error}"
        );
    }
}
