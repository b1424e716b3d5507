//! Facts of Postgres.

use perf_runtime::perf;
use sqlx::postgres::PgConnectOptions as Options;
use sqlx::{PgPool as Pool, Postgres as Database, query, raw_sql};

use crate::listener::Listening;
use each::{hear, open};

#[path = "each.rs"]
mod each;

/// What is heard of a transaction with two savepoints, one that is rolled back, and one that is dropped.
const TRANSACTION: &[&str] = &[
    "RELEASE SAVEPOINT _sqlx_savepoint_1",
    "ROLLBACK TO SAVEPOINT _sqlx_savepoint_1",
    "COMMIT",
    "ROLLBACK",
    "SELECT 'after'",
];

/// Takes longer than 20 ms.
const LONG: &str = "SELECT pg_sleep(0.2), 'long'";

#[perf]
async fn a_statement_is_reported_in_the_poll_and_the_stack_of_the_caller(options: Options) {
    let how = Listening {
        stacks: true,
        ..Listening::default()
    };
    let heard = hear(how, options, |pool| async move { each::outer(&pool).await });
    let [statement] = &heard.statements[..] else {
        panic!("{heard:?}")
    };
    assert_eq!(Some(statement.thread), heard.worker);
    assert!(statement.in_span && statement.in_task);
    assert!(each::names_callers(&statement.stack), "{}", statement.stack);
}

#[perf]
async fn a_new_connection_is_reported_as_nothing(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        open((*pool.connect_options()).clone()).await?.close().await;
        Ok(())
    });
    assert_eq!(heard.sql(), [""; 0]);
}

#[perf]
async fn a_column_of_an_own_type_costs_a_catalog_query_for_each_connection(options: Options) {
    const SELECT: &str = "SELECT mood FROM person";
    let heard = hear(Listening::default(), options, |pool| async move {
        raw_sql("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE person (mood mood)")
            .execute(&pool)
            .await?;
        pool.close().await;
        let pool = open((*pool.connect_options()).clone()).await?;
        query(SELECT).fetch_all(&pool).await?;
        query("SELECT 'warm'").execute(&pool).await?;
        query(SELECT).fetch_all(&pool).await?;
        pool.close().await;
        Ok(())
    });
    let sql = &heard.sql()[1..];
    let [cold @ .., "SELECT 'warm'", SELECT] = sql else {
        panic!("{sql:?}")
    };
    assert!(
        matches!(cold, [catalog, SELECT] if catalog.contains("pg_catalog")),
        "{cold:?}"
    );
}
