//! Finds the file, reads it once for each crate, and writes it: whole or not at all, one process after the other.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::hash::Hasher as _;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};

use super::asked::{self, Asked, Update};
use super::entry::{Entry, Id};
use super::error::Error;
use super::file::{self, Entries};
use super::{gone, saved};
use crate::case::Case;
use crate::envs::Envs;
use crate::hash::Fnv;
use crate::limits::find;
use crate::store;
use crate::sync::lock;

/// Its name.
const NAME: &str = "perf-baseline.toml";

/// What a crate is held to, as it was when the first of its cases looked.
#[derive(Debug)]
pub(crate) struct Known {
    path: PathBuf,
    pub(crate) label: Label,
    pub(crate) entries: Entries,
    /// Whether that is a file that somebody has written or agreed to, or one that was saved under a name.
    pub(crate) is_committed: bool,
    pub(crate) update: Update,
    /// Where the sources of its cases are.
    pub(super) sources: PathBuf,
}

/// A baseline in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// The file as it is shown: from the root of the workspace on.
    pub(crate) file: PathBuf,
    /// What stands before `cargo test` where what the run does is to be the baseline.
    pub(crate) accept: String,
}

type Found = Result<Option<Arc<Known>>, Error>;

/// What the case is held to: the file of its crate, beside its manifest or else at the root of its workspace, unless another one is asked
/// for by its name. A crate that has none is compared with nothing.
pub(crate) fn of(case: &Case) -> Found {
    static FOUND: Mutex<Option<HashMap<PathBuf, Found>>> = Mutex::new(None);
    let asked = asked::of_process()?;
    let folder = find::folder(case);
    let found = lock(&FOUND)
        .get_or_insert_default()
        .entry(folder.to_owned())
        .or_insert_with(|| read(asked, &find::folders(folder)))
        .clone();
    match &found {
        Ok(Some(known)) if known.is_committed => gone::warn_once(known, case),
        Ok(None) if Envs::get().update.is_some() => warn_once(case),
        _ => {}
    }
    found
}

fn read(asked: &Asked, folders: &[PathBuf]) -> Found {
    match asked {
        Asked::Committed(update) => committed(*update, folders),
        Asked::Saved(name) | Asked::Save(name) => saved(asked, name, folders).map(Some),
    }
}

fn committed(update: Update, folders: &[PathBuf]) -> Found {
    match find::nearest(folders, NAME) {
        Ok(None) => Ok(None),
        Ok(Some((folder, text))) => {
            let path = folder.join(NAME);
            let file = find::shown(folders, &path).to_owned();
            Ok(Some(Arc::new(Known {
                entries: file::parse(&file, &text)?,
                label: Label {
                    file,
                    accept: "PERF_UPDATE=all".to_owned(),
                },
                is_committed: true,
                update,
                path,
                sources: folder,
            })))
        }
        Err((path, error)) => Err(unreadable(find::shown(folders, &path), &error)),
    }
}

fn saved(asked: &Asked, name: &str, folders: &[PathBuf]) -> Result<Arc<Known>, Error> {
    let path = saved::path(name);
    let file = find::shown(folders, &path).to_owned();
    let text = match (fs::read_to_string(&path), asked) {
        (Ok(text), _) => text,
        (Err(error), Asked::Save(_)) if error.kind() == ErrorKind::NotFound => {
            create(&path).map_err(|error| unwritable(&file, &error))?;
            String::new()
        }
        (Err(error), _) => return Err(unreadable(&file, &error)),
    };
    Ok(Arc::new(Known {
        entries: file::parse(&file, &text)?,
        label: Label {
            file,
            accept: format!("PERF_SAVE_BASELINE={name}"),
        },
        is_committed: false,
        update: asked.update(),
        path,
        sources: folders.first().cloned().unwrap_or_default(),
    }))
}

/// Another process may have made it meanwhile.
fn create(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map(drop)
}

fn unreadable(file: &Path, error: &io::Error) -> Error {
    Error::Unreadable {
        path: file.to_owned(),
        reason: error.to_string(),
    }
}

fn unwritable(file: &Path, error: &io::Error) -> Error {
    Error::Unwritable {
        path: file.to_owned(),
        reason: error.to_string(),
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

/// Writes the entry of a case into the file as it is by now, where it is not as it stands there; where all is accepted, takes those out
/// that are of no case any more.
pub(crate) fn keep(known: &Known, case: &Case, id: &Id, entry: &Entry) -> Result<(), Error> {
    let file = &known.label.file;
    // A link stays one.
    let path = fs::canonicalize(&known.path).unwrap_or_else(|_| known.path.clone());
    let turn = store::lock_file(&lock_name(&path)).map_err(|error| unwritable(file, &error))?;
    turn.lock().map_err(|error| unwritable(file, &error))?;
    let text = fs::read_to_string(&path).map_err(|error| unreadable(file, &error))?;
    let entries = file::parse(file, &text)?;
    let gone = if known.update == Update::All {
        gone::of(&entries, case, &known.sources)
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
    write(&path, &file::edited(&text, &put, &gone)).map_err(|error| unwritable(file, &error))
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
        return Err(ErrorKind::PermissionDenied.into());
    }
    store::write_whole(path, |file| file.write_all(text.as_bytes()))?;
    fs::set_permissions(path, rights)
}

#[cfg(test)]
mod tests;
