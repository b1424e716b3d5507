//! Facts of MySQL and MariaDB.

use perf_runtime::perf;
use sqlx::mysql::MySqlConnectOptions as Options;
use sqlx::{MySql as Database, MySqlPool as Pool, query, raw_sql};

use crate::listener::Listening;
use each::{hear, open};

#[path = "each.rs"]
mod each;

/// What is heard of a transaction with two savepoints, one that is rolled back, and one that is dropped.
const TRANSACTION: &[&str] = &[
    "BEGIN",
    "SAVEPOINT _sqlx_savepoint_1",
    "RELEASE SAVEPOINT _sqlx_savepoint_1",
    "SAVEPOINT _sqlx_savepoint_1",
    "ROLLBACK TO SAVEPOINT _sqlx_savepoint_1",
    "COMMIT",
    "BEGIN",
    "ROLLBACK",
    "BEGIN",
    "SELECT 'after'",
];

/// Takes longer than 20 ms.
const LONG: &str = "SELECT SLEEP(0.2), 'long text'";

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
async fn a_new_connection_makes_its_settings_in_one_statement(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        open((*pool.connect_options()).clone()).await?.close().await;
        Ok(())
    });
    assert!(
        matches!(heard.sql()[..], [sql] if sql.starts_with("SET sql_mode=(SELECT CONCAT(@@sql_mode, ")),
        "{:?}",
        heard.sql()
    );
}

#[perf]
async fn text_and_prepared_statements_are_reported_alike(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        raw_sql("SELECT 'as text'").execute(&pool).await?;
        query("SELECT 'prepared', ?").bind(1).execute(&pool).await?;
        query("SELECT 'prepared', ?").bind(2).execute(&pool).await?;
        Ok(())
    });
    let prepared = "SELECT 'prepared', ?";
    assert_eq!(heard.sql(), ["SELECT 'as text'", prepared, prepared]);
}
