//! What the two databases of a history differ in: how one is opened, and how it is kept from others who write.
//!
//! The statements are the same for both: `$1` is a parameter of SQLite too.

use std::fs;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgConnection, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Database, Decode, Encode, Row as _, Type,
};

use super::keep::Error;
use super::place::Place;

/// How long one process waits for another that adds a run.
const PATIENCE: Duration = Duration::from_mins(1);

/// Parameters of one statement; SQLite takes no more than 32,766.
const PARAMETERS: usize = 10_000;

/// The tables, from migration to migration.
static SQLITE: Migrator = sqlx::migrate!("history/sqlite");

pub(super) enum Connection {
    Sqlite(SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
}

/// A row of an answer.
pub(super) enum Row {
    Sqlite(SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
}

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Integer(i64),
    Real(f64),
    Flag(Option<bool>),
}

impl Connection {
    /// Opens what is at the place, as it is or empty, and brings it to the version of this program.
    pub(super) async fn open(place: &Place) -> Result<Self, Error> {
        match place {
            Place::File(path) => Self::of_file(path, place).await,
            Place::Postgres(url) => Self::of_url(url, place).await,
        }
    }

    async fn of_file(path: &Path, place: &Place) -> Result<Self, Error> {
        let failed = |error| Error::open(place, error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .busy_timeout(PATIENCE);
        let mut connection = options.connect().await.map_err(failed)?;
        // Nothing is written before it is known to be a history, or nothing at all.
        let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_master")
            .fetch_all(&mut connection)
            .await
            .map_err(failed)?;
        if !tables.is_empty() && !tables.iter().any(|table| table == "figures") {
            return Err(Error::Foreign(place.clone()));
        }
        // Those who read do not wait for one who writes.
        sqlx::query("PRAGMA journal_mode = WAL")
            .execute(&mut connection)
            .await
            .map_err(failed)?;
        // Of two processes that find no tables, one makes them.
        let mut alone = connection
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(failed)?;
        migrate(&SQLITE, &mut *alone, place).await?;
        alone.commit().await.map_err(failed)?;
        Ok(Self::Sqlite(connection))
    }

    #[cfg(feature = "postgres")]
    async fn of_url(url: &str, place: &Place) -> Result<Self, Error> {
        // A schema of its own, beside whatever else a team has in the database.
        const SCHEMA: &str = "perf_history";

        let failed = |error| Error::open(place, error);
        let mut connection = PgConnection::connect(url).await.map_err(failed)?;
        let mut migrator = sqlx::migrate!("history/postgres");
        migrator.dangerous_set_table_name(format!("{SCHEMA}._sqlx_migrations"));
        let known: Option<i64> =
            sqlx::query_scalar("SELECT 1::BIGINT FROM pg_namespace WHERE nspname = $1")
                .bind(SCHEMA)
                .fetch_optional(&mut connection)
                .await
                .map_err(failed)?;
        // Who may write to the history need not be allowed to make schemas.
        if known.is_none() {
            migrator.create_schemas = vec![SCHEMA.into()].into();
        }
        migrate(&migrator, &mut connection, place).await?;
        sqlx::query("SET search_path TO perf_history")
            .execute(&mut connection)
            .await
            .map_err(failed)?;
        Ok(Self::Postgres(connection))
    }

    #[cfg(not(feature = "postgres"))]
    #[expect(clippy::unused_async, reason = "with Postgres it waits")]
    async fn of_url(_: &str, place: &Place) -> Result<Self, Error> {
        Err(Error::NoPostgres(place.clone()))
    }

    /// Begins a transaction in which no other adds a run. It is undone if the connection is dropped before it is committed.
    pub(super) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => self.execute("BEGIN IMMEDIATE", &[]).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                self.execute("BEGIN", &[]).await?;
                self.execute("LOCK TABLE runs IN SHARE ROW EXCLUSIVE MODE", &[])
                    .await
            }
        }
    }

    pub(super) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.execute("COMMIT", &[]).await
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => connection.close().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => connection.close().await,
        }
    }

    pub(super) async fn execute(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let query: Query<'_, Sqlite, _> = query(sql, values);
                query.execute(connection).await.map(|_| ())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let query: Query<'_, Postgres, _> = query(sql, values);
                query.execute(connection).await.map(|_| ())
            }
        }
    }

    pub(super) async fn rows(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let query: Query<'_, Sqlite, _> = query(sql, values);
                let rows = query.fetch_all(connection).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let query: Query<'_, Postgres, _> = query(sql, values);
                let rows = query.fetch_all(connection).await?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// `INSERT INTO .. VALUES` of many rows, in few statements.
    pub(super) async fn insert<const COLUMNS: usize>(
        &mut self,
        into: &str,
        rows: &[[Value<'_>; COLUMNS]],
        end: &str,
    ) -> Result<(), sqlx::Error> {
        for rows in rows.chunks(PARAMETERS / COLUMNS) {
            let row = |row: usize| {
                let numbers = (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column));
                format!("({})", numbers.collect::<Vec<_>>().join(", "))
            };
            let places: Vec<_> = (0..rows.len()).map(row).collect();
            let sql = format!("INSERT INTO {into} VALUES {} {end}", places.join(", "));
            self.execute(&sql, rows.as_flattened()).await?;
        }
        Ok(())
    }
}

async fn migrate<C: sqlx::migrate::Migrate>(
    migrator: &Migrator,
    connection: &mut C,
    place: &Place,
) -> Result<(), Error> {
    let migrated = migrator.run_direct(None, connection, false).await;
    migrated.map_err(|error| match error {
        MigrateError::VersionMissing(version) => Error::Newer {
            place: place.clone(),
            version,
        },
        error => Error::open(place, error.into()),
    })
}

fn query<'q, D: Database>(sql: &str, values: &[Value<'_>]) -> Query<'q, D, D::Arguments>
where
    for<'t> &'t str: Encode<'t, D> + Type<D>,
    for<'t> i64: Encode<'t, D> + Type<D>,
    for<'t> f64: Encode<'t, D> + Type<D>,
    for<'t> Option<bool>: Encode<'t, D> + Type<D>,
{
    // All texts are of this module, and what comes from outside is a parameter.
    let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
    values.iter().fold(query, |query, value| match *value {
        Value::Text(text) => query.bind(text),
        Value::Integer(number) => query.bind(number),
        Value::Real(number) => query.bind(number),
        Value::Flag(flag) => query.bind(flag),
    })
}

/// What a column may be read as.
#[cfg(feature = "postgres")]
pub(super) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

#[cfg(feature = "postgres")]
impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

/// What a column may be read as.
#[cfg(not(feature = "postgres"))]
pub(super) trait Column: for<'r> Decode<'r, Sqlite> + Type<Sqlite> {}

#[cfg(not(feature = "postgres"))]
impl<T> Column for T where T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> {}

impl Row {
    pub(super) fn column<T: Column>(&self, index: usize) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(index),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => row.try_get(index),
        }
    }
}
