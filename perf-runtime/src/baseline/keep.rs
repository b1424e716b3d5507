//! Finds the file, reads it once for each crate, and writes it: whole or not at all, one process after the other.

use std::collections::HashMap;
use std::fs;
use std::hash::Hasher as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};

use super::entry::{Entry, Id};
use super::error::Error;
use super::file::{self, Entries};
use super::gone;
use crate::case::Case;
use crate::envs::Envs;
use crate::hash::Fnv;
use crate::limits::find;
use crate::store;
use crate::sync::lock;

/// Its name.
const NAME: &str = "perf-baseline.toml";

/// The file of a crate, as it was when the first of its cases looked.
#[derive(Debug)]
pub(crate) struct Known {
    path: PathBuf,
    /// As it is shown: from the root of the workspace on.
    pub(crate) shown: PathBuf,
    pub(crate) entries: Entries,
}

/// `PERF_UPDATE`: what may be written without a person having written it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Update {
    /// What is missing.
    New,
    /// Whatever the run does.
    All,
}

impl Update {
    /// What the environment asks for.
    pub(crate) fn asked(envs: &Envs) -> Result<Option<Self>, Error> {
        match envs.update.as_deref() {
            None => Ok(None),
            Some("new") => Ok(Some(Self::New)),
            Some("all") => Ok(Some(Self::All)),
            Some(other) => Err(Error::UnknownUpdate(other.to_owned())),
        }
    }
}

impl Known {
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }
}

type Found = Result<Option<Arc<Known>>, Error>;

/// The file of the case's crate: beside its manifest, or else at the root of its workspace. A crate that has none is compared with
/// nothing.
pub(crate) fn of(case: &Case) -> Found {
    static FOUND: Mutex<Option<HashMap<PathBuf, Found>>> = Mutex::new(None);
    let folder = find::folder(case);
    let found = lock(&FOUND)
        .get_or_insert_default()
        .entry(folder.to_owned())
        .or_insert_with(|| read(&find::folders(folder)))
        .clone();
    match &found {
        Ok(Some(known)) => gone::warn_once(known, case),
        Ok(None) if Envs::get().update.is_some() => warn_once(case),
        _ => {}
    }
    found
}

fn read(folders: &[PathBuf]) -> Found {
    match find::nearest(folders, NAME) {
        Ok(None) => Ok(None),
        Ok(Some((folder, text))) => {
            let path = folder.join(NAME);
            let shown = find::shown(folders, &path).to_owned();
            let entries = file::parse(&shown, &text)?;
            Ok(Some(Arc::new(Known {
                path,
                shown,
                entries,
            })))
        }
        Err((path, error)) => Err(Error::Unreadable {
            path: find::shown(folders, &path).to_owned(),
            reason: error.to_string(),
        }),
    }
}

/// Who asks for an update has forgotten the file.
fn warn_once(case: &Case) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = writeln!(
            io::stderr(),
            "perf: warning: `PERF_UPDATE` has nothing to update: make an empty {NAME} beside the Cargo.toml of `{}`",
            case.package
        );
    });
}

/// Writes the entry of a case into the file as it is by now, where it is not as it stands there; with `all`, takes those out that are of no
/// case any more.
pub(crate) fn keep(
    known: &Known,
    case: &Case,
    id: &Id,
    entry: &Entry,
    all: bool,
) -> Result<(), Error> {
    // A link stays one.
    let path = fs::canonicalize(&known.path).unwrap_or_else(|_| known.path.clone());
    let unwritable = |error: io::Error| Error::Unwritable {
        path: known.shown.clone(),
        reason: error.to_string(),
    };
    let turn = store::lock_file(&lock_name(&path)).map_err(unwritable)?;
    turn.lock().map_err(unwritable)?;
    let text = fs::read_to_string(&path).map_err(|error| Error::Unreadable {
        path: known.shown.clone(),
        reason: error.to_string(),
    })?;
    let entries = file::parse(&known.shown, &text)?;
    let gone = if all {
        gone::of(&entries, case, known.folder())
    } else {
        Vec::new()
    };
    let put = match entries.get(id) {
        Some(before) if before == entry => Entries::new(),
        _ => Entries::from([(id.clone(), entry.clone())]),
    };
    if put.is_empty() && gone.is_empty() {
        return Ok(());
    }
    write(&path, &file::edited(&text, &put, &gone)).map_err(unwritable)
}

fn lock_name(path: &Path) -> String {
    let mut hash = Fnv::default();
    hash.write(path.as_os_str().as_encoded_bytes());
    format!("baseline-{:016x}.lock", hash.finish())
}

/// With the rights that it has.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let rights = fs::metadata(path)?.permissions();
    if rights.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    store::write_whole(path, |file| file.write_all(text.as_bytes()))?;
    fs::set_permissions(path, rights)
}

#[cfg(test)]
mod tests;
