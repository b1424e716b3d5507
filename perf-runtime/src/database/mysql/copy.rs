//! Copies a database: its tables as the server itself describes them, then their rows.

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Executor};

/// Whether nothing but tables is in a database: all else names its database within its text, and is not copied.
pub(super) async fn is_of_tables(
    admin: &mut MySqlConnection,
    database: &str,
) -> Result<bool, sqlx::Error> {
    let query = "SELECT (SELECT COUNT(*) FROM information_schema.tables \
                         WHERE table_schema = ? AND table_type <> 'BASE TABLE') \
                 + (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = ?) \
                 + (SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = ?) \
                 + (SELECT COUNT(*) FROM information_schema.events WHERE event_schema = ?)";
    let others: i64 = sqlx::query_scalar(query)
        .bind(database)
        .bind(database)
        .bind(database)
        .bind(database)
        .fetch_one(admin)
        .await?;
    Ok(others == 0)
}

/// Copies all tables but one into an empty database, if that one is there: a database that is not there has none. The
/// connection is left with the settings that this takes.
pub(super) async fn tables(
    connection: &mut MySqlConnection,
    from: &str,
    to: &str,
    except: &str,
) -> Result<bool, sqlx::Error> {
    let tables = tables_of(connection, from).await?;
    if !tables.iter().any(|table| table == except) {
        return Ok(false);
    }
    // The rows come in any order, and a 0 that is there is no wish for the next number.
    let settings =
        "SET foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'";
    connection.execute(settings).await?;
    run(connection, format!("USE `{to}`")).await?;
    for table in tables.into_iter().filter(|table| table != except) {
        let table = quoted(&table);
        let text = AssertSqlSafe(format!("SHOW CREATE TABLE `{from}`.{table}"));
        let (_, create): (String, String) =
            sqlx::query_as(text).fetch_one(&mut *connection).await?;
        run(connection, create).await?;
        rows(connection, from, &table).await?;
    }
    Ok(true)
}

async fn rows(
    connection: &mut MySqlConnection,
    from: &str,
    table: &str,
) -> Result<(), sqlx::Error> {
    let text = AssertSqlSafe(format!("SHOW COLUMNS FROM `{from}`.{table}"));
    let columns: Vec<Column> = sqlx::query_as(text).fetch_all(&mut *connection).await?;
    // A generated value cannot be set.
    let columns = columns.iter().filter(|column| !column.is_generated());
    let columns: Vec<_> = columns.map(|column| quoted(&column.field)).collect();
    let columns = columns.join(", ");
    let copy = format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM `{from}`.{table}");
    run(connection, copy).await
}

/// A row of `SHOW COLUMNS`.
#[derive(sqlx::FromRow)]
#[sqlx(rename_all = "PascalCase")]
struct Column {
    field: String,
    extra: String,
}

impl Column {
    /// `STORED GENERATED`, `VIRTUAL GENERATED`; MySQL's `DEFAULT_GENERATED` is a default that can be computed.
    fn is_generated(&self) -> bool {
        self.extra.split(' ').any(|word| word == "GENERATED")
    }
}

async fn tables_of(
    connection: &mut MySqlConnection,
    database: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let query = "SELECT CAST(table_name AS CHAR) FROM information_schema.tables \
                 WHERE table_schema = ? ORDER BY table_name";
    sqlx::query_scalar(query)
        .bind(database)
        .fetch_all(connection)
        .await
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// As text: not all of these can be prepared.
async fn run(connection: &mut MySqlConnection, statement: String) -> Result<(), sqlx::Error> {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(statement)))
        .await
        .map(|_| ())
}
