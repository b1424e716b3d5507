//! On Postgres.

use std::fmt::Write as _;

use perf_runtime::{FaultPlan, Faults, perf};
use perf_tests::postgres as shop;
use sqlx::PgConnection;
use sqlx::postgres::{PgConnectOptions as Options, PgListener};

#[path = "each.rs"]
mod each;
#[path = "side_by_side.rs"]
mod side_by_side;

/// The numbers from 1 to 810,000, in order.
const NUMBERS: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1::BIGINT UNION ALL SELECT i + 1 FROM n WHERE i < 900)
     SELECT (a.i - 1) * 900 + b.i AS number FROM n a, n b ORDER BY number";

/// `serialization_failure`, of the server's own making.
fn is_injected(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.code().as_deref() == Some("40001") && error.message() == "injected by perf"
    })
}

async fn backend(connection: &mut PgConnection) -> sqlx::Result<i32> {
    sqlx::query_scalar("SELECT pg_backend_pid()")
        .fetch_one(connection)
        .await
}

/// The server knows that the transaction has failed.
#[perf(migrator = shop::MIGRATOR)]
async fn a_failed_transaction_is_aborted(db: shop::Pool, faults: Faults) -> sqlx::Result<()> {
    let mut transaction = db.begin().await?;
    faults.set(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    let error = shop::insert(&mut *transaction, 1)
        .await
        .expect_err("all fail");
    assert!(is_injected(&error), "{error}");
    faults.off();
    let error = shop::insert(&mut *transaction, 2)
        .await
        .expect_err("it is aborted");
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    assert_eq!(code.as_deref(), Some("25P02"));
    transaction.rollback().await?;
    assert_eq!(shop::count(&db).await?, 0);
    Ok(())
}

/// The connection stays where a statement fails, and is another one where it broke.
#[perf(migrator = shop::MIGRATOR)]
async fn an_error_costs_no_connection(db: shop::Pool, faults: Faults) -> sqlx::Result<()> {
    let mut connection = db.acquire().await?;
    let first = backend(&mut connection).await?;
    faults.set(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    backend(&mut connection).await.expect_err("all fail");
    faults.off();
    assert_eq!(backend(&mut connection).await?, first);
    faults.on();
    faults.set(FaultPlan {
        disconnect_rate: 1.0,
        ..FaultPlan::NONE
    });
    let error = backend(&mut connection).await.expect_err("it breaks");
    assert!(matches!(error, sqlx::Error::Io(_)), "{error}");
    faults.off();
    drop(connection);
    let mut connection = db.acquire().await?;
    assert_ne!(backend(&mut connection).await?, first);
    Ok(())
}

/// What is no statement and no reply goes through as it is.
#[perf(faults(latency = "1ms"), migrator = shop::MIGRATOR, n_plus_one = "allow")]
async fn copies_and_notifications_pass(db: shop::Pool) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(&db).await?;
    listener.listen("news").await?;
    let mut connection = db.acquire().await?;
    let mut copy = connection
        .copy_in_raw("COPY book (id, title) FROM STDIN")
        .await?;
    let lines: String = (0..20_000).fold(String::new(), |mut lines, id| {
        let _ = writeln!(lines, "{id}\tbook {id}");
        lines
    });
    copy.send(lines.into_bytes()).await?;
    assert_eq!(copy.finish().await?, 20_000);
    sqlx::query("NOTIFY news, 'copied'")
        .execute(&mut *connection)
        .await?;
    assert_eq!(listener.recv().await?.payload(), "copied");
    assert_eq!(shop::count(&db).await?, 20_000);
    Ok(())
}

/// A copy that fails before it begins leaves the connection as it was.
#[perf(migrator = shop::MIGRATOR)]
async fn a_copy_fails(db: shop::Pool, faults: Faults) -> sqlx::Result<()> {
    let mut connection = db.acquire().await?;
    faults.set(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    let copy = connection
        .copy_in_raw("COPY book (id, title) FROM STDIN")
        .await;
    let error = copy.map(drop).expect_err("all fail");
    assert!(is_injected(&error), "{error}");
    faults.off();
    shop::insert(&mut *connection, 1).await?;
    assert_eq!(shop::count(&db).await?, 1);
    Ok(())
}

/// The catalog is the driver's own question; and the count of the queries is as it is without faults.
#[perf(faults(latency = "1ms"), max_queries = 1, min_queries = 1, dataset = moods)]
async fn look_ups_of_the_driver_are_not_hit(db: shop::Pool) -> sqlx::Result<()> {
    let mood: Mood = sqlx::query_scalar("SELECT 'calm'::mood")
        .fetch_one(&db)
        .await?;
    assert_eq!(mood, Mood::Calm);
    Ok(())
}

#[derive(Debug, PartialEq, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Calm,
}

async fn moods(db: &shop::Pool) -> sqlx::Result<()> {
    sqlx::query("CREATE TYPE mood AS ENUM ('calm')")
        .execute(db)
        .await
        .map(drop)
}
