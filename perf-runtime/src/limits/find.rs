//! Finds and reads `perf.toml`, once for each crate.

use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::error::Error;
use super::file::File;
use super::parse::parse;
use crate::case::Case;
use crate::envs::Envs;
use crate::sync::lock;

/// Its name.
const NAME: &str = "perf.toml";

type Found = Result<Option<&'static File>, Error>;

/// The file of the case's crate: beside its manifest, or else at the root of its workspace.
pub(super) fn of(case: &Case) -> Found {
    static FOUND: Mutex<Option<HashMap<PathBuf, Arc<Found>>>> = Mutex::new(None);
    let folder = folder(case);
    let mut found = lock(&FOUND);
    let found = found
        .get_or_insert_default()
        .entry(folder.to_owned())
        .or_insert_with(|| Arc::new(read(&folders(folder))));
    Found::clone(found)
}

/// The folder of the case's crate: what cargo says to the tests of this package, since they may have been built elsewhere;
/// else where they were built.
pub(crate) fn folder(case: &Case) -> &Path {
    match &Envs::get().package {
        Some((package, folder)) if package == case.package => folder,
        _ => Path::new(case.manifest_dir),
    }
}

/// Where the file of a crate may lie, the nearest first.
pub(crate) fn folders(manifest_dir: &Path) -> Vec<PathBuf> {
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
    match nearest(folders, NAME) {
        Ok(None) => Ok(None),
        Ok(Some((folder, text))) => of_text(folders, &folder, &text),
        Err((path, error)) => Err(Error::Unreadable {
            path,
            reason: error.to_string(),
        }),
    }
}

/// The first of the folders that has such a file, and its text; a file that cannot be read is an error, with its path.
pub(crate) fn nearest(
    folders: &[PathBuf],
    name: &str,
) -> Result<Option<(PathBuf, String)>, (PathBuf, io::Error)> {
    for folder in folders {
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => return Ok(Some((folder.clone(), text))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err((path, error)),
        }
    }
    Ok(None)
}

/// As it is shown: from the root of the workspace on.
pub(crate) fn shown<'a>(folders: &[PathBuf], path: &'a Path) -> &'a Path {
    let root = folders.last().and_then(|root| path.strip_prefix(root).ok());
    root.unwrap_or(path)
}

fn of_text(folders: &[PathBuf], folder: &Path, text: &str) -> Found {
    let path = folder.join(NAME);
    let file = parse(shown(folders, &path), text).map_err(Error::Wrong)?;
    Ok(Some(Box::leak(Box::new(File {
        folder: folder.to_owned(),
        ..file
    }))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder;

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
            assert_eq!(file.path, Path::new(expected), "{crate_}");
            assert_eq!(
                file.folder.join(NAME),
                root.path().join(expected),
                "{crate_}"
            );
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
