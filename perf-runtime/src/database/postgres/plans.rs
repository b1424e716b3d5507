//! Asks Postgres for the plans of statements, on a connection of our own.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row};

use crate::plan::schema::{Schema, Table};
use crate::plan::statement::Statement;
use crate::plan::{Explained, Explanations, Plan, Text, postgres};

/// Our statements must not wait for what the body has left locked.
const SETTINGS: [(&str, &str); 5] = [
    ("client_min_messages", "warning"),
    ("plan_cache_mode", "force_generic_plan"),
    ("default_transaction_read_only", "on"),
    ("lock_timeout", "2s"),
    ("statement_timeout", "20s"),
];

const TABLES: &str = "SELECT c.relname::text, pg_relation_size(c.oid) / current_setting('block_size')::bigint \
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

const INDEXES: &str = "SELECT t.relname::text, i.relname::text, a.attname::text FROM pg_index x \
     JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid \
     JOIN pg_namespace n ON n.oid = t.relnamespace \
     CROSS JOIN unnest(x.indkey) WITH ORDINALITY AS k(number, place) \
     LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number \
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY x.indexrelid, k.place";

/// The plans of the texts. Nothing is run, and nothing of it is recorded.
pub(in crate::database) async fn explain(
    options: &PgConnectOptions,
    texts: &[Text],
) -> Explanations {
    let opened = async {
        let options = options
            .clone()
            .options(SETTINGS)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        let schema = schema(&mut connection).await?;
        Ok::<_, sqlx::Error>((connection, schema))
    };
    let (mut connection, schema) = match opened.await {
        Ok(opened) => opened,
        Err(error) => {
            let reason = format!("the case's database could not be asked: {error}");
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

async fn schema(connection: &mut PgConnection) -> Result<Schema, sqlx::Error> {
    let tables: Vec<(String, i64)> = sqlx::query_as(TABLES).fetch_all(&mut *connection).await?;
    let mut schema = Schema {
        tables: tables
            .into_iter()
            .map(|(name, pages)| Table {
                name,
                pages: u64::try_from(pages).unwrap_or_default(),
            })
            .collect(),
        indexes: Vec::new(),
    };
    let columns: Vec<(String, String, Option<String>)> =
        sqlx::query_as(INDEXES).fetch_all(connection).await?;
    for (table, name, column) in columns {
        schema.add(table, name, column);
    }
    Ok(schema)
}

/// The planner's choice; for small tables also what it would do without sequential scans.
async fn plan(connection: &mut PgConnection, sql: &str, schema: &Schema) -> Result<Plan, String> {
    let statement = Statement::read(sql).map_err(|error| error.to_string())?;
    let chosen = generic(connection, sql, &statement, schema).await?;
    if !postgres::needs_second_answer(&chosen, schema) {
        return Ok(chosen);
    }
    set(connection, "SET enable_seqscan = off").await?;
    let without_scans = generic(connection, sql, &statement, schema).await;
    set(connection, "RESET enable_seqscan").await?;
    Ok(postgres::with_small_tables(chosen, without_scans?, schema))
}

async fn set(connection: &mut PgConnection, setting: &'static str) -> Result<(), String> {
    let set = connection.execute(setting).await;
    set.map(drop).map_err(|error| error.to_string())
}

/// The plan for any values.
async fn generic(
    connection: &mut PgConnection,
    sql: &str,
    statement: &Statement,
    schema: &Schema,
) -> Result<Plan, String> {
    // By the extended protocol, which takes one statement only.
    let prepare = AssertSqlSafe(format!("PREPARE perf_plan AS {sql}"));
    sqlx::query(prepare)
        .persistent(false)
        .execute(&mut *connection)
        .await
        .map_err(|error| error.to_string())?;
    let explained = execute(connection).await;
    set(connection, "DEALLOCATE perf_plan").await?;
    let json = explained.map_err(|error| error.to_string())?;
    let value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    postgres::read(&value, statement, schema)
        .ok_or_else(|| "Postgres said its plan in another form".to_owned())
}

/// Explains what is prepared; its values do not matter to a plan for any values.
async fn execute(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    let parameters: i32 = sqlx::query_scalar(
        "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'perf_plan'",
    )
    .fetch_one(&mut *connection)
    .await?;
    let nulls = vec!["NULL"; usize::try_from(parameters).unwrap_or_default()];
    let values = if nulls.is_empty() {
        String::new()
    } else {
        format!("({})", nulls.join(", "))
    };
    let explain = AssertSqlSafe(format!("EXPLAIN (FORMAT JSON) EXECUTE perf_plan{values}"));
    let row = sqlx::query(explain)
        .persistent(false)
        .fetch_one(connection)
        .await?;
    // JSON comes as its text.
    row.try_get_unchecked(0)
}
