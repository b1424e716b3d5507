//! Counts the rows of a case's database, on a connection of our own: whether the sizes of a dataset make a difference.

use std::time::Duration;

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, query_scalar};

/// How long all of it may take: what the body left locked must not hold the case up.
const PATIENCE: Duration = Duration::from_secs(20);

macro_rules! rows_of {
    ($feature:literal, $name:ident, $options:ty, $tables:literal) => {
        /// The rows of all tables together. Nothing of it is recorded.
        #[cfg(feature = $feature)]
        pub(super) async fn $name(options: &$options) -> sqlx::Result<u64> {
            let count = async {
                let options = options.clone().disable_statement_logging();
                let mut connection = options.connect().await?;
                let tables: Vec<String> = query_scalar($tables).fetch_all(&mut connection).await?;
                let mut rows = 0;
                for table in tables {
                    let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
                    let of_table: i64 = query_scalar(text).fetch_one(&mut connection).await?;
                    rows += of_table.unsigned_abs();
                }
                connection.close().await?;
                Ok(rows)
            };
            let in_time = tokio::time::timeout(PATIENCE, count).await;
            in_time.unwrap_or(Err(sqlx::Error::PoolTimedOut))
        }
    };
}

// A virtual table has no root page, and may be of a module that is not loaded here.
rows_of!(
    "sqlite",
    of_sqlite,
    sqlx::sqlite::SqliteConnectOptions,
    "SELECT printf('\"%w\"', name) FROM sqlite_schema WHERE type = 'table' AND rootpage <> 0"
);
rows_of!(
    "postgres",
    of_postgres,
    sqlx::postgres::PgConnectOptions,
    "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
);
rows_of!(
    "mysql",
    of_mysql,
    sqlx::mysql::MySqlConnectOptions,
    "SELECT CAST(CONCAT('`', REPLACE(table_name, '`', '``'), '`') AS CHAR) FROM information_schema.tables \
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
);
