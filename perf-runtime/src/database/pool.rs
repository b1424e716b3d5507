//! How a case connects to its database, and the pool that its fixtures share.

use std::time::Duration;

use log::LevelFilter;
use sqlx::pool::PoolOptions;
use sqlx::{Connection, Database, Executor, Pool};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::gauge::PoolUse;
use crate::fixture::SetUpError;
use crate::probe::acquire;

/// Connections of a fixture's pool, as in `#[sqlx::test]`.
pub(super) const MAX_CONNECTIONS: u32 = 5;

/// How long a pool may take to close, and the canary to come back.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long connections may take to come back to the pool.
const SETTLE: Duration = Duration::from_millis(500);

/// A statement that does nothing, to see whether statements are recorded.
const CANARY: &str = "SELECT 'perf canary'";

/// The way to the database of a case.
#[derive(Debug)]
pub(super) struct CasePool<DB: Database> {
    options: <DB::Connection as Connection>::Options,
    /// The way of the application, where that is another one.
    detour: OnceCell<<DB::Connection as Connection>::Options>,
    pool: OnceCell<Pool<DB>>,
}

impl<DB: Database> CasePool<DB> {
    /// To a database that is there.
    pub(super) fn new(options: <DB::Connection as Connection>::Options) -> Self {
        Self {
            options,
            detour: OnceCell::new(),
            pool: OnceCell::new(),
        }
    }

    /// The way of our own statements.
    pub(super) fn options(&self) -> &<DB::Connection as Connection>::Options {
        &self.options
    }

    /// The way of the application.
    pub(super) fn way(&self) -> &<DB::Connection as Connection>::Options {
        self.detour.get().unwrap_or(&self.options)
    }

    /// The application goes another way from now on; the first one that is told holds.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(super) fn lead(&self, detour: <DB::Connection as Connection>::Options) {
        // That it is there already is what was wanted.
        let _ = self.detour.set(detour);
    }

    /// The pool, with one connection opened.
    pub(super) async fn get(&self) -> Result<Pool<DB>, SetUpError> {
        let open = || {
            PoolOptions::new()
                .max_connections(MAX_CONNECTIONS)
                // So that each wait for a connection is told, to nobody but the case's recorder.
                .acquire_time_level(LevelFilter::Debug)
                .acquire_slow_level(LevelFilter::Debug)
                .acquire_slow_threshold(acquire::MARK)
                .connect_with(self.way().clone())
        };
        let pool = self.pool.get_or_try_init(open).await;
        pool.cloned().map_err(|error| {
            SetUpError::failed(format!("cannot open the case's database: {error}"))
        })
    }

    /// The connections of the pool, where it was handed out: two loads of an atomic, so it may be asked at any time.
    pub(super) fn in_use(&self, database: &'static str) -> Option<PoolUse> {
        let pool = self.pool.get()?;
        let open = pool.size();
        Some(PoolUse {
            database: database.into(),
            limit: pool.options().get_max_connections(),
            open,
            // The two are not read at once.
            idle: u32::try_from(pool.num_idle()).unwrap_or(open).min(open),
        })
    }

    /// Runs the canary where there is a pool; gives back how many statements that were.
    pub(super) async fn canary(&self) -> Result<u64, sqlx::Error>
    where
        for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    {
        let Some(pool) = self.pool.get() else {
            return Ok(0);
        };
        let run = async {
            let mut connection = pool.acquire().await?;
            connection.execute(CANARY).await
        };
        timeout(PATIENCE, run)
            .await
            .unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        // A body that comes before the connection is back would open another one.
        let _ = timeout(SETTLE, all_back(pool)).await;
        Ok(1)
    }

    /// Closes the pool; the error says what is still open.
    pub(super) async fn close(&self) -> Result<(), String> {
        match self.pool.get() {
            Some(pool) => close_soon(pool).await,
            None => Ok(()),
        }
    }
}

/// Waits until no connection is under way: each goes back to the pool in a task of its own.
async fn all_back<DB: Database>(pool: &Pool<DB>) {
    while pool.num_idle() < pool.size() as usize {
        tokio::task::yield_now().await;
    }
}

/// Closes a pool, but does not wait for ever for a connection that was leaked.
pub(super) async fn close_soon<DB: Database>(pool: &Pool<DB>) -> Result<(), String> {
    timeout(PATIENCE, pool.close()).await.map_err(|_| {
        format!(
            "{} of the pool's connections were not given back within {} s",
            pool.size() as usize - pool.num_idle().min(pool.size() as usize),
            PATIENCE.as_secs()
        )
    })
}
