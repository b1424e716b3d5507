//! A SQLite database for one case: a file in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqlitePool};
use tempfile::TempDir;

use super::trace::{self, Watch};
use super::{advised, plans, template};
use crate::database::content::Content;
use crate::database::labels::{label, left_over};
use crate::database::pool::CasePool;
use crate::database::process::Process;
use crate::database::seed::SeedPool;
use crate::faults::Injector;
use crate::fixture::{Context, Fixture, SetUpError};
use crate::plan::{Explanations, Text};

/// Begins the names of all our folders.
const PREFIX: &str = "perf-sqlite-";

/// A database file; its folder goes when this does.
#[derive(Debug)]
pub(in crate::database) struct SqliteFile {
    pub(in crate::database) pool: CasePool<Sqlite>,
    folder: TempDir,
}

impl SqliteFile {
    /// Makes a database with this content.
    pub(in crate::database) async fn create(
        case: &str,
        content: &Content,
    ) -> Result<Self, SetUpError> {
        let template = template::of(content).await.map_err(SetUpError::failed)?;
        let folder = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-{case}-", label(&Process::current())))
            .tempdir()
            .map_err(|error| {
                SetUpError::failed(format!(
                    "cannot make a folder for the SQLite database: {error}"
                ))
            })?;
        sweep_once(folder.path());
        let path = folder.path().join("case.db");
        let options = options_of(path.clone());
        let made = match &template {
            Some(template) => copy(template, &path),
            None => create_file(&options).await,
        };
        made.map_err(|error| {
            let error = format!(
                "cannot make the SQLite database {}: {error}",
                path.display()
            );
            SetUpError::failed(advised(&error, "TMPDIR"))
        })?;
        if template.is_none() {
            let filled = content.fill(options.clone(), SeedPool::Sqlite).await;
            filled.map_err(SetUpError::failed)?;
        }
        Ok(Self {
            pool: CasePool::new(options),
            folder,
        })
    }

    /// The statements of connections that are opened from now on are counted, and decided about.
    pub(in crate::database) fn watch(
        &self,
        counts: bool,
        faults: Option<&Arc<Injector>>,
    ) -> Result<(), SetUpError> {
        let how = Watch {
            counts,
            faults: faults.cloned(),
        };
        trace::watch(self.pool.options().get_filename(), how).map_err(SetUpError::failed)
    }

    /// The plans of statements that were run on the database.
    pub(in crate::database) async fn explain(&self, texts: &[Text]) -> Explanations {
        plans::explain(self.pool.options(), texts).await
    }

    /// Closes the pool and removes the file; the error says what went wrong.
    pub(in crate::database) async fn remove(&self) -> Result<(), String> {
        trace::unwatch(self.pool.options().get_filename());
        let closed = self.pool.close().await;
        let path = self.folder.path();
        fs::remove_dir_all(path)
            .map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        closed
    }
}

/// Removes, once in each process, what processes that were killed have left beside our folder.
fn sweep_once(ours: &Path) {
    static SWEPT: AtomicBool = AtomicBool::new(false);
    if SWEPT.swap(true, Ordering::Relaxed) {
        return;
    }
    for (folder, _) in left_over(ours, PREFIX) {
        // What cannot be removed now does not keep a case from running.
        let _ = fs::remove_dir_all(folder);
    }
}

/// As a service would open it: a write-ahead log, and sqlx's defaults of foreign keys and five
/// seconds of patience with a busy database.
pub(super) fn options_of(file: PathBuf) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
}

/// A template was closed properly: all of it is in one file.
fn copy(template: &Path, path: &Path) -> Result<(), sqlx::Error> {
    fs::copy(template, path)?;
    Ok(())
}

/// The options that are handed out do not make the file: nothing comes back after its removal.
pub(super) async fn create_file(options: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
    options
        .clone()
        .create_if_missing(true)
        .connect()
        .await?
        .close()
        .await
}

/// A pool of up to five connections to the case's own database, migrated and seeded.
impl Fixture for SqlitePool {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let shared = cx.shared();
        let database = shared.databases.sqlite(shared.faults()).await?;
        database.get().await
    }
}

/// How to connect to the case's own database, for an application that makes its own pool. No
/// connection of ours is open, so an extension that the application registers first is in all of
/// them.
impl Fixture for SqliteConnectOptions {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let shared = cx.shared();
        let database = shared.databases.sqlite(shared.faults()).await?;
        Ok(database.options().clone())
    }
}
