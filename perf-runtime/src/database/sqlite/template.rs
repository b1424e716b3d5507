//! Templates of SQLite databases: files beside the records, which the next run takes again.
//!
//! ```text
//! target/perf/templates/<hash of the binary's path>/
//!     binary                       the path of the binary
//!     <build>_<content>.db         a template, complete from the moment that it has this name
//!     <build>_<content>.lock       held while it is made, so that no other process makes it too
//!     <build>_<content>.making     what is being made, or what a killed process has left of it
//! ```

use std::fs::{self, File, TryLockError};
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tempfile::NamedTempFile;

use super::advised;
use super::database::{create_file, options_of};
use crate::database::content::Content;
use crate::database::seed::SeedPool;
use crate::database::template::{Binary, Known, Wanted};
use crate::hash::Fnv;
use crate::store;

static KNOWN: LazyLock<Known<PathBuf>> = LazyLock::new(Known::new);

/// The file in which a folder says whose it is.
const BINARY: &str = "binary";

/// The template of a content, made if it is not there yet; `None` where there is nothing to put into a database, or no
/// place for templates: then each case fills its own.
pub(super) async fn of(content: &Content) -> Result<Option<PathBuf>, String> {
    let Some(Wanted { binary, name }) = content.template() else {
        return Ok(None);
    };
    let Some(folder) = place(binary) else {
        return Ok(None);
    };
    let path = folder.join(&name).with_extension("db");
    let made = KNOWN.get(&name, make(&path, content)).await?;
    if made.exists() {
        return Ok(Some(made));
    }
    // Somebody has cleaned up in the meantime.
    KNOWN.forget(&name);
    KNOWN.get(&name, make(&path, content)).await.map(Some)
}

/// The folder of this binary's templates, if there can be one; what others have left is swept up once.
fn place(binary: &Binary) -> Option<&'static Path> {
    static PLACE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let open = || {
        let templates = store::folder().join("templates");
        let folder = templates.join(name_of(&binary.path));
        fs::create_dir_all(&folder).ok()?;
        sign(&folder, &binary.path).ok()?;
        sweep(&templates);
        Some(folder)
    };
    PLACE.get_or_init(open).as_deref()
}

/// Writes whose folder it is, whole or not at all: another process may be reading it in order to sweep.
fn sign(folder: &Path, binary: &Path) -> io::Result<()> {
    let path = binary.as_os_str().as_encoded_bytes();
    let signature = folder.join(BINARY);
    if fs::read(&signature).is_ok_and(|there| there == path) {
        return Ok(());
    }
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(path)?;
    file.persist(signature)?;
    Ok(())
}

fn name_of(binary: &Path) -> String {
    let mut hash = Fnv::default();
    binary.hash(&mut hash);
    format!("{:016x}", hash.finish())
}

/// Waits until nobody else makes this template, and makes it unless it is there.
async fn make(path: &Path, content: &Content) -> Result<PathBuf, String> {
    let _lock = locked(path.with_extension("lock")).await?;
    if !path.exists() {
        let making = path.with_extension("making");
        fill(&making, content).await?;
        // Complete on the disk before it has its name, also when the machine goes down.
        let kept = File::open(&making)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&making, path));
        kept.map_err(|error| format!("cannot keep the template {}: {error}", path.display()))?;
    }
    Ok(path.to_owned())
}

async fn fill(making: &Path, content: &Content) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| {
        let error = format!("cannot make the template {}: {error}", making.display());
        advised(&error, "PERF_DIR")
    };
    remove(making).map_err(|error| failed(&error))?;
    // It is not needed after a crash.
    let options: SqliteConnectOptions =
        options_of(making.to_owned()).synchronous(SqliteSynchronous::Off);
    create_file(&options)
        .await
        .map_err(|error| failed(&error))?;
    let mut filled = content.fill(options.clone(), SeedPool::Sqlite).await;
    if filled.is_ok() {
        filled = whole(&options).await;
    }
    filled.map_err(|error| {
        // The error that counts is the first one.
        let _ = remove(making);
        advised(&error, "PERF_DIR")
    })
}

/// Makes the log part of the file, which alone becomes the template. A pool that was closed has not always done
/// that: a connection may be closing still, or the dataset has one of its own.
async fn whole(options: &SqliteConnectOptions) -> Result<(), String> {
    let checkpoint = async {
        let mut connection = options.connect().await?;
        let result: (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(result)
    };
    let error = match checkpoint.await {
        Ok((0, ..)) => return Ok(()),
        Ok(_) => "a connection of the dataset's own is in the middle of a statement".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(format!("cannot make the log part of the template: {error}"))
}

/// Removes a database with the files that SQLite keeps beside it.
fn remove(database: &Path) -> io::Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut path = database.as_os_str().to_owned();
        path.push(end);
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Waits for the lock; it goes with the file.
async fn locked(path: PathBuf) -> Result<File, String> {
    let lock = move || {
        let file = File::create(&path).and_then(|file| file.lock().map(|()| file));
        file.map_err(|error| format!("cannot lock {}: {error}", path.display()))
    };
    tokio::task::spawn_blocking(lock)
        .await
        .map_err(|panic| format!("waiting for a template: {panic}"))?
}

/// Removes the templates of binaries that are gone or were built anew. What cannot be removed now does not keep a case
/// from running.
fn sweep(templates: &Path) {
    for folder in entries(templates) {
        let Ok(path) = fs::read_to_string(folder.join(BINARY)) else {
            continue;
        };
        if !Path::new(&path).is_absolute() {
            continue;
        }
        match Binary::at(Path::new(&path)) {
            Ok(binary) => sweep_folder(&folder, |name| !name.starts_with(&binary.build)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                sweep_folder(&folder, |_| true);
                let _ = fs::remove_file(folder.join(BINARY));
                let _ = fs::remove_dir(&folder);
            }
            Err(_) => {}
        }
    }
}

/// Removes the templates whose names are stale, except those that somebody is making.
fn sweep_folder(folder: &Path, is_stale: impl Fn(&str) -> bool) {
    for lock in entries(folder) {
        let name = lock.file_stem().unwrap_or_default().to_string_lossy();
        if lock.extension().is_none_or(|end| end != "lock") || !is_stale(&name) {
            continue;
        }
        let Ok(file) = File::open(&lock) else {
            continue;
        };
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            continue;
        }
        let _ = remove(&lock.with_extension("making"));
        let _ = remove(&lock.with_extension("db"));
        let _ = fs::remove_file(&lock);
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = entries(folder)
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn templates_of_other_builds_are_swept_unless_they_are_being_made() {
        let base = tempfile::tempdir().unwrap();
        let binary = base.path().join("a_binary");
        fs::write(&binary, "built").unwrap();
        let build = Binary::at(&binary).unwrap().build;
        let templates = base.path().join("templates");
        let folder = templates.join("one");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(BINARY), binary.to_str().unwrap()).unwrap();
        for name in [&*format!("{build}_1"), "old_1", "old_2"] {
            for end in ["lock", "db", "making"] {
                fs::write(folder.join(format!("{name}.{end}")), "").unwrap();
            }
        }
        let being_made = File::open(folder.join("old_2.lock")).unwrap();
        being_made.lock().unwrap();

        sweep(&templates);
        let kept = ["db", "lock", "making"];
        let mut expected: Vec<_> = kept.iter().map(|end| format!("{build}_1.{end}")).collect();
        expected.extend(kept.iter().map(|end| format!("old_2.{end}")));
        expected.push(BINARY.to_owned());
        expected.sort();
        assert_eq!(names(&folder), expected);

        drop(being_made);
        fs::write(folder.join(BINARY), "").unwrap();
        fs::remove_file(&binary).unwrap();
        sweep(&templates);
        assert!(folder.exists(), "it does not say whose it is");

        sign(&folder, &binary).unwrap();
        sweep(&templates);
        assert!(!folder.exists(), "{:?}", names(&folder));
    }
}
