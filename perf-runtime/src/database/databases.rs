//! The databases of one run of a case.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::content::Content;
use super::gauge::PoolUse;
#[cfg(feature = "mysql")]
use super::mysql::MySqlDatabase;
use super::pool::CasePool;
#[cfg(feature = "postgres")]
use super::postgres::PostgresDatabase;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
use super::rows;
#[cfg(feature = "sqlite")]
use super::sqlite::SqliteFile;
use crate::case::Case;
use crate::faults::Injector;
use crate::fixture::SetUpError;
use crate::options::Options;
use crate::plan::{Explanations, Text};
use crate::size::Size;

/// The databases of one run of a case: at most one of each kind, made when a fixture asks for it.
#[derive(Debug)]
pub(crate) struct Databases {
    case: &'static str,
    content: Content,
    options: &'static Options,
    #[cfg(feature = "sqlite")]
    sqlite: OnceCell<SqliteFile>,
    #[cfg(feature = "postgres")]
    postgres: OnceCell<PostgresDatabase>,
    #[cfg(feature = "mysql")]
    mysql: OnceCell<MySqlDatabase>,
}

impl Databases {
    /// None yet.
    pub(crate) fn new(case: &'static Case) -> Self {
        Self {
            case: case.name,
            content: Content::of(&case.options),
            options: &case.options,
            #[cfg(feature = "sqlite")]
            sqlite: OnceCell::new(),
            #[cfg(feature = "postgres")]
            postgres: OnceCell::new(),
            #[cfg(feature = "mysql")]
            mysql: OnceCell::new(),
        }
    }

    /// The same with data of another size.
    pub(crate) fn of_size(self, size: Option<Size>) -> Self {
        Self {
            content: self.content.of_size(size),
            ..self
        }
    }

    /// The way to the SQLite database, migrated and seeded.
    #[cfg(feature = "sqlite")]
    pub(super) async fn sqlite(
        &self,
        faults: Option<&Arc<Injector>>,
    ) -> Result<&CasePool<sqlx::Sqlite>, SetUpError> {
        let database = self
            .sqlite
            .get_or_try_init(|| SqliteFile::create(self.case, &self.content))
            .await?;
        let counts = self.options.asks_for_plans() || self.options.asks_for_cost();
        if counts || faults.is_some() {
            database.watch(counts, faults)?;
        }
        Ok(&database.pool)
    }

    /// The way to the Postgres database, migrated and seeded.
    #[cfg(feature = "postgres")]
    pub(super) async fn postgres(
        &self,
        faults: Option<&Arc<Injector>>,
    ) -> Result<&CasePool<sqlx::Postgres>, SetUpError> {
        let database = self
            .postgres
            .get_or_try_init(|| PostgresDatabase::create(self.case, &self.content))
            .await?;
        // It makes statements slower there, so only where it decides.
        if self.options.asks_for_cost() {
            database.count().await;
        }
        if let Some(injector) = faults {
            database.inject(injector).await?;
        }
        Ok(&database.pool)
    }

    /// The way to the MySQL database, migrated and seeded.
    #[cfg(feature = "mysql")]
    pub(super) async fn mysql(
        &self,
        faults: Option<&Arc<Injector>>,
    ) -> Result<&CasePool<sqlx::MySql>, SetUpError> {
        let database = self
            .mysql
            .get_or_try_init(|| MySqlDatabase::create(self.case, &self.content))
            .await?;
        if let Some(injector) = faults {
            database.inject(injector).await?;
        }
        Ok(&database.pool)
    }

    /// Runs one statement on each pool that a fixture handed out; gives back how many that were.
    pub(crate) async fn canary(&self) -> Result<u64, sqlx::Error> {
        let mut sent = 0;
        #[cfg(feature = "sqlite")]
        if let Some(database) = self.sqlite.get() {
            sent += database.pool.canary().await?;
        }
        #[cfg(feature = "postgres")]
        if let Some(database) = self.postgres.get() {
            sent += database.pool.canary().await?;
        }
        #[cfg(feature = "mysql")]
        if let Some(database) = self.mysql.get() {
            sent += database.pool.canary().await?;
        }
        Ok(sent)
    }

    /// The pools that fixtures handed out, as they are at this moment.
    pub(crate) fn pools(&self) -> Vec<PoolUse> {
        let mut pools = Vec::new();
        #[cfg(feature = "sqlite")]
        pools.extend(self.sqlite.get().and_then(|it| it.pool.in_use("sqlite")));
        #[cfg(feature = "postgres")]
        pools.extend(
            self.postgres
                .get()
                .and_then(|it| it.pool.in_use("postgres")),
        );
        #[cfg(feature = "mysql")]
        pools.extend(self.mysql.get().and_then(|it| it.pool.in_use("mysql")));
        pools
    }

    /// What was made, for the record: `sqlite`, `postgres 15.14, private server`.
    pub(crate) fn engines(&self) -> Vec<String> {
        let mut engines = Vec::new();
        #[cfg(feature = "sqlite")]
        engines.extend(self.sqlite.get().map(|_| "sqlite".to_owned()));
        #[cfg(feature = "postgres")]
        engines.extend(self.postgres.get().map(PostgresDatabase::engine));
        #[cfg(feature = "mysql")]
        engines.extend(self.mysql.get().map(MySqlDatabase::engine));
        engines
    }

    /// Whether other processes work for the case.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(clippy::unused_self, reason = "without servers")
    )]
    pub(crate) fn have_a_server(&self) -> bool {
        #[cfg(feature = "postgres")]
        if self.postgres.get().is_some() {
            return true;
        }
        #[cfg(feature = "mysql")]
        if self.mysql.get().is_some() {
            return true;
        }
        false
    }

    /// The plans of statements that the case has run. Nothing is run, and nothing of it is recorded.
    pub(crate) async fn explain(&self, texts: &[Text]) -> Explanations {
        let mut databases = Vec::new();
        #[cfg(feature = "sqlite")]
        if let Some(database) = self.sqlite.get() {
            databases.push(database.explain(texts).await);
        }
        #[cfg(feature = "postgres")]
        if let Some(database) = self.postgres.get() {
            databases.push(database.explain(texts).await);
        }
        #[cfg(feature = "mysql")]
        if let Some(database) = self.mysql.get() {
            databases.push(database.explain(texts).await);
        }
        if databases.is_empty() {
            let reason = "the case has no database of its own to ask: take its pool or its connect options as a parameter";
            return Explanations::none(texts, reason);
        }
        Explanations::merged(databases)
    }

    /// The rows of all tables together; nothing where there is no database, or where one cannot be asked.
    pub(crate) async fn rows(&self) -> Option<u64> {
        let mut all = None;
        #[cfg(feature = "sqlite")]
        if let Some(database) = self.sqlite.get() {
            *all.get_or_insert(0) += rows::of_sqlite(database.pool.options()).await.ok()?;
        }
        #[cfg(feature = "postgres")]
        if let Some(database) = self.postgres.get() {
            *all.get_or_insert(0) += rows::of_postgres(database.pool.options()).await.ok()?;
        }
        #[cfg(feature = "mysql")]
        if let Some(database) = self.mysql.get() {
            *all.get_or_insert(0) += rows::of_mysql(database.pool.options()).await.ok()?;
        }
        all
    }

    /// What kept a database from counting.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(clippy::unused_self, reason = "SQLite always counts")
    )]
    pub(crate) fn obstacle(&self) -> Option<String> {
        #[cfg(feature = "postgres")]
        if let Some(obstacle) = self.postgres.get().and_then(PostgresDatabase::obstacle) {
            return Some(obstacle);
        }
        #[cfg(feature = "mysql")]
        if self.options.asks_for_cost() && self.mysql.get().is_some() {
            return Some(MySqlDatabase::OBSTACLE.to_owned());
        }
        None
    }

    /// Closes the pools and removes the databases, within seconds; gives back what is worth a note.
    pub(crate) async fn close(&self) -> Vec<String> {
        let mut notes = Vec::new();
        #[cfg(feature = "sqlite")]
        if let Some(database) = self.sqlite.get() {
            notes.extend(database.remove().await.err());
        }
        #[cfg(feature = "postgres")]
        if let Some(database) = self.postgres.get() {
            notes.extend(database.remove().await.err());
        }
        #[cfg(feature = "mysql")]
        if let Some(database) = self.mysql.get() {
            notes.extend(database.remove().await.err());
        }
        notes
    }
}

#[cfg(all(test, feature = "sqlite", feature = "postgres"))]
mod tests;
