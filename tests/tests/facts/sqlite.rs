//! Facts of SQLite.

use perf_runtime::perf;
use sqlx::sqlite::SqliteConnectOptions as Options;
use sqlx::{Sqlite as Database, SqlitePool as Pool, query};

use crate::listener::Listening;
use each::{hear, open};

#[path = "each.rs"]
mod each;

/// What is heard of a transaction with two savepoints, one that is rolled back, and one that is dropped.
const TRANSACTION: &[&str] = &["SELECT 'after'"];

/// Takes longer than 20 ms.
const LONG: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT SUM(i) FROM n";

#[perf]
async fn a_statement_is_reported_on_a_thread_of_sqlx_inside_the_span_of_the_caller(
    options: Options,
) {
    let heard = hear(Listening::default(), options, |pool| async move {
        each::outer(&pool).await
    });
    let [statement] = &heard.statements[..] else {
        panic!("{heard:?}")
    };
    assert_ne!(Some(statement.thread), heard.worker);
    assert!(statement.in_span);
    assert!(!statement.in_task, "a task-local would do as well");
}

#[perf]
async fn that_thread_asks_its_own_default_and_not_the_dispatcher_of_the_span(options: Options) {
    let how = Listening {
        follows: false,
        ..Listening::default()
    };
    let heard = hear(how, options, |pool| async move { each::outer(&pool).await });
    assert_eq!(heard.sql(), [""; 0]);
}

#[perf]
async fn the_current_span_is_asked_for_in_the_stack_of_the_caller(options: Options) {
    let how = Listening {
        stacks: true,
        ..Listening::default()
    };
    let heard = hear(how, options, |pool| async move { each::outer(&pool).await });
    let in_caller = heard
        .asked
        .iter()
        .filter(|(thread, stack)| Some(*thread) == heard.worker && each::names_callers(stack));
    assert!(in_caller.count() > 0, "{:?}", heard.asked);
    assert!(!each::names_callers(&heard.statements[0].stack));
}

#[perf]
async fn a_new_connection_sets_its_pragmas_in_the_middle(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        let connect = pool.connect_options();
        query("SELECT 'before'").execute(&pool).await?;
        open((*connect).clone()).await?.close().await;
        query("SELECT 'after'").execute(&pool).await?;
        Ok(())
    });
    let sql = heard.sql();
    assert_eq!(
        (sql.first(), sql.last()),
        (Some(&"SELECT 'before'"), Some(&"SELECT 'after'"))
    );
    let between = &sql[1..sql.len() - 1];
    assert!(
        !between.is_empty() && between.iter().all(|sql| sql.starts_with("PRAGMA")),
        "{sql:?}"
    );
}

#[perf]
async fn the_rows_affected_by_a_read_are_those_of_the_write_before(options: Options) {
    let heard = hear(Listening::default(), options, |pool| async move {
        query("CREATE TABLE t (id INTEGER)").execute(&pool).await?;
        query("INSERT INTO t VALUES (1), (2), (3)")
            .execute(&pool)
            .await?;
        query("SELECT id FROM t").fetch_all(&pool).await?;
        Ok(())
    });
    let affected: Vec<_> = heard
        .statements
        .iter()
        .map(|one| &*one.fields["rows_affected"])
        .collect();
    assert_eq!(affected, ["0", "3", "3"]);
}
