//! The database: SQLite in a file, or a Postgres server.
//!
//! Both run the same statements: SQLite takes `$1` too, and `RETURNING` and `ON CONFLICT` mean the
//! same. Only the vector search is told apart, see `knowledge`.

use std::str::FromStr as _;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Database, Encode, PgPool, QueryBuilder, SqlitePool, Type};

mod as_text;
mod sqlite_vec;

/// The schema for SQLite.
pub static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");

/// The schema for Postgres.
pub static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// More connections than this gain nothing on one machine of a few processors.
const MAX_CONNECTIONS: u32 = 10;

/// Runs the same code on the pool of either database: `on!(db, pool => query.fetch_all(pool).await)`.
macro_rules! on {
    ($db:expr, $pool:ident => $run:expr) => {
        match $db {
            $crate::db::Db::Sqlite($pool) => $run,
            $crate::db::Db::Postgres($pool) => $run,
        }
    };
}

/// A pool of connections to either database.
#[derive(Debug, Clone)]
pub enum Db {
    /// SQLite; open it by [`Db::sqlite`], so that the vector search is there.
    Sqlite(SqlitePool),
    /// Postgres.
    Postgres(PgPool),
}

impl Db {
    /// Opens the database of a URL: `postgres://..`, or `sqlite:FILE`, which is made if it is not there.
    ///
    /// # Errors
    /// The URL is not one of these, or the database cannot be opened.
    pub async fn connect(url: &str) -> sqlx::Result<Self> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Self::postgres(url.parse()?).await;
        }
        Self::sqlite(SqliteConnectOptions::from_str(url)?.create_if_missing(true)).await
    }

    /// Opens a SQLite file.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn sqlite(options: SqliteConnectOptions) -> sqlx::Result<Self> {
        sqlite_vec::register()?;
        // With a write-ahead log readers do not wait for the one writer.
        let options = options
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .connect_with(options)
            .await?;
        Ok(Self::Sqlite(pool))
    }

    /// Connects to a Postgres server.
    ///
    /// # Errors
    /// It does not answer, or refuses.
    pub async fn postgres(options: PgConnectOptions) -> sqlx::Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// A migration failed, or the database has one that this build does not know.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        match self {
            Self::Sqlite(pool) => SQLITE.run(pool).await,
            Self::Postgres(pool) => POSTGRES.run(pool).await,
        }
    }

    /// Closes all connections; SQLite's log then becomes part of its file.
    pub async fn close(&self) {
        on!(self, pool => pool.close().await);
    }
}

pub(crate) use as_text::as_text;
pub(crate) use on;

/// The statement `before IN ($1, $2, ..) after`; `ids` must not be empty.
pub(crate) fn with_ids<DB>(before: &str, ids: &[i64], after: &str) -> QueryBuilder<DB>
where
    DB: Database<Arguments: Default>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(before);
    query.push(" IN (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(") ").push(after);
    query
}
