//! The plans of statements, asked of real databases.

use sqlx::Executor;

use super::*;
use crate::plan::{Asked, Plan};
use crate::probe::shape::analyze;

/// What the databases answer, in the order of the texts.
async fn explained(databases: &Databases, texts: &[&'static str]) -> Vec<Result<Plan, String>> {
    let texts: Vec<_> = texts
        .iter()
        .map(|sql| Text {
            shape: analyze(sql).shape.id,
            sql: (*sql).into(),
        })
        .collect();
    let explained = databases.explain(&texts).await.all;
    explained
        .into_iter()
        .map(|explained| explained.plan)
        .collect()
}

const TO_EXPLAIN: [&str; 6] = [
    "DELETE FROM books",
    "UPDATE books SET title = $1 WHERE title = $2",
    "SELECT 1; DELETE FROM books",
    "SELECT * FROM no_such_table",
    "SELECT no_such_function($1) FROM books",
    "CREATE TABLE more (id integer)",
];

#[tokio::test]
async fn sqlite_explains_changes_without_making_them() {
    let databases = Databases::new(case(&OF_SQLITE));
    let pool = databases.sqlite(None).await.unwrap().get().await.unwrap();
    let plans = explained(&databases, &TO_EXPLAIN).await;
    // SQLite empties a table as a whole.
    assert_eq!(plans[0].as_ref().unwrap().scans.len(), 0);
    assert_eq!(plans[1].as_ref().unwrap().scans[0].table, "books");
    assert!(plans[2].as_ref().unwrap_err().contains("2 statements"));
    assert!(plans[3].as_ref().unwrap_err().contains("no such table"));
    assert!(plans[4].as_ref().unwrap_err().contains("no such function"));
    assert_eq!(plans[5].as_ref().unwrap_err(), "CREATE has no plan");
    let books: i64 = sqlx::query_scalar(COUNT).fetch_one(&pool).await.unwrap();
    assert_eq!(books, 2);
    assert_eq!(databases.close().await, [""; 0]);
}

#[tokio::test]
async fn postgres_explains_changes_without_making_them() {
    let databases = Databases::new(case(&OF_POSTGRES));
    let pool = match databases.postgres(None).await {
        Err(error) if error.kind == SetUpErrorKind::Skipped => {
            return skipped::for_want_of("postgres", &error.message);
        }
        pool => pool.unwrap().get().await.unwrap(),
    };
    let plans = explained(&databases, &TO_EXPLAIN).await;
    let scan = |plan: &Result<Plan, String>| {
        let plan = plan.as_ref().unwrap();
        (plan.scans[0].table.clone(), plan.asked)
    };
    for plan in &plans[..2] {
        assert_eq!(scan(plan), ("books".to_owned(), Asked::CanServe));
    }
    assert!(plans[2].as_ref().unwrap_err().contains("2 statements"));
    assert!(plans[3].as_ref().unwrap_err().contains("does not exist"));
    assert!(plans[4].as_ref().unwrap_err().contains("does not exist"));
    assert_eq!(plans[5].as_ref().unwrap_err(), "CREATE has no plan");
    let books: i64 = sqlx::query_scalar(COUNT).fetch_one(&pool).await.unwrap();
    assert_eq!(books, 2);
    assert_eq!(databases.close().await, [""; 0]);
}

#[tokio::test]
async fn a_partial_index_is_known_as_one() {
    const TEXT: &str = "SELECT id FROM books WHERE title IS NULL ORDER BY id";
    const INDEX: &str = "CREATE INDEX nameless ON books (id) WHERE title IS NULL";
    let databases = Databases::new(case(&OF_SQLITE));
    let pool = databases.sqlite(None).await.unwrap().get().await.unwrap();
    for setting in ["DROP TABLE books", "CREATE TABLE books (id, title)", INDEX] {
        pool.execute(setting).await.unwrap();
    }
    let plans = explained(&databases, &[TEXT]).await;
    let plan = plans[0].as_ref().unwrap();
    assert_eq!(
        (plan.scans.len(), &*plan.indexes),
        (0, &["nameless".to_owned()][..]),
        "{plan:?}"
    );
    assert_eq!(databases.close().await, [""; 0]);
}

#[tokio::test]
async fn a_case_without_a_database_of_ours_is_not_explained() {
    let databases = Databases::new(case(&OF_SQLITE));
    let plans = explained(&databases, &["SELECT 1"]).await;
    assert!(
        plans[0]
            .as_ref()
            .unwrap_err()
            .contains("no database of its own")
    );
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_explained() {
    let databases = Databases::new(case(&OF_SQLITE));
    let file = databases
        .sqlite(None)
        .await
        .unwrap()
        .options()
        .get_filename()
        .to_owned();
    std::fs::remove_file(file).unwrap();
    let plans = explained(&databases, &["SELECT 1"]).await;
    assert!(
        plans[0]
            .as_ref()
            .unwrap_err()
            .contains("could not be opened again")
    );
}
