//! Asks SQLite for the plans of statements, on a connection of our own.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row as _, raw_sql};

use crate::plan::schema::{Schema, Table};
use crate::plan::sqlite::{self, Row};
use crate::plan::statement::Statement;
use crate::plan::{Explained, Explanations, Plan, Text};

/// The plans of the texts. Nothing is run, and nothing of it is recorded.
pub(super) async fn explain(options: &SqliteConnectOptions, texts: &[Text]) -> Explanations {
    let opened = async {
        let mut connection = open(options).await?;
        let schema = schema(&mut connection).await?;
        Ok::<_, sqlx::Error>((connection, schema))
    };
    let (mut connection, schema) = match opened.await {
        Ok(opened) => opened,
        Err(error) => {
            let reason = format!("the case's database could not be opened again: {error}");
            return Explanations::none(texts, &reason);
        }
    };
    let mut all = Vec::new();
    for text in texts {
        all.push(Explained {
            shape: text.shape,
            plan: plan(&mut connection, &text.sql, &schema).await,
        });
    }
    // What was asked is known: that the connection ends badly does no harm.
    let _ = connection.close().await;
    Explanations {
        all,
        indexes: schema.index_names(),
    }
}

/// A connection that can only read.
async fn open(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    options
        .clone()
        .create_if_missing(false)
        .pragma("query_only", "ON")
        .disable_statement_logging()
        .connect()
        .await
}

async fn schema(connection: &mut SqliteConnection) -> Result<Schema, sqlx::Error> {
    let names: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
            .fetch_all(&mut *connection)
            .await?;
    let columns: Vec<(String, String, Option<String>)> = sqlx::query_as(
        "SELECT i.tbl_name, i.name, c.name FROM sqlite_schema i, pragma_index_info(i.name) c \
         WHERE i.type = 'index' ORDER BY i.name, c.seqno",
    )
    .fetch_all(connection)
    .await?;
    let mut schema = Schema {
        tables: names
            .into_iter()
            .map(|name| Table { name, pages: 0 })
            .collect(),
        indexes: Vec::new(),
    };
    for (table, name, column) in columns {
        schema.add(table, name, column);
    }
    Ok(schema)
}

/// What is not bound is NULL.
async fn plan(
    connection: &mut SqliteConnection,
    sql: &str,
    schema: &Schema,
) -> Result<Plan, String> {
    let statement = Statement::read(sql).map_err(|error| error.to_string())?;
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = raw_sql(explain)
        .fetch_all(connection)
        .await
        .map_err(|error| error.to_string())?;
    let rows: Result<Vec<_>, sqlx::Error> = rows
        .iter()
        .map(|row| {
            Ok(Row {
                id: row.try_get(0)?,
                parent: row.try_get(1)?,
                detail: row.try_get(3)?,
            })
        })
        .collect();
    let rows = rows.map_err(|error| error.to_string())?;
    Ok(sqlite::read(&rows, &statement, schema))
}
