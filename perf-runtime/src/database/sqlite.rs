//! A SQLite database for one case: a file in a folder of its own.

use std::fs;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqlitePool};
use tempfile::TempDir;

use super::pool::CasePool;
use crate::fixture::{Context, Fixture, SetUpError};

/// A database file; its folder goes when this does.
#[derive(Debug)]
pub(super) struct SqliteFile {
    pub(super) pool: CasePool<Sqlite>,
    folder: TempDir,
}

impl SqliteFile {
    /// Makes an empty database.
    pub(super) async fn create(case: &str) -> Result<Self, SetUpError> {
        let folder = tempfile::Builder::new()
            .prefix(&format!("perf-sqlite-{case}-"))
            .tempdir()
            .map_err(|error| {
                SetUpError::failed(format!(
                    "cannot make a folder for the SQLite database: {error}"
                ))
            })?;
        let options = options(&folder);
        create_file(&options).await.map_err(|error| {
            let path = options.get_filename().display();
            SetUpError::failed(format!("cannot make the SQLite database {path}: {error}"))
        })?;
        Ok(Self {
            pool: CasePool::new(options),
            folder,
        })
    }

    /// Closes the pool and removes the file; the error says what went wrong.
    pub(super) async fn remove(&self) -> Result<(), String> {
        let closed = self.pool.close().await;
        let path = self.folder.path();
        fs::remove_dir_all(path)
            .map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        closed
    }
}

/// As a service would open it: a write-ahead log, and sqlx's defaults of foreign keys and five
/// seconds of patience with a busy database.
fn options(folder: &TempDir) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(folder.path().join("case.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
}

/// The options that are handed out do not make the file: nothing comes back after its removal.
async fn create_file(options: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
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
        cx.shared().databases.sqlite().await?.get().await
    }
}

/// How to connect to the case's own database, for an application that makes its own pool. No
/// connection of ours is open, so an extension that the application registers first is in all of
/// them.
impl Fixture for SqliteConnectOptions {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(cx.shared().databases.sqlite().await?.options().clone())
    }
}
