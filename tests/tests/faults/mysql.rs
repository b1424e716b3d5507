//! On MySQL and MariaDB.

use perf_runtime::{FaultPlan, Faults, perf};
use perf_tests::mysql as shop;
use sqlx::mysql::{MySqlConnectOptions as Options, MySqlDatabaseError};

#[path = "each.rs"]
mod each;
#[path = "side_by_side.rs"]
mod side_by_side;

/// The numbers from 1 to 810,000, in order.
const NUMBERS: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
     SELECT (a.i - 1) * 900 + b.i AS number FROM n a, n b ORDER BY number";

/// `ER_LOCK_WAIT_TIMEOUT`, of the server's own making.
fn is_injected(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    let error = error.and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    error.is_some_and(|error| error.number() == 1205 && error.message() == "injected by perf")
}

/// As after a lock that was waited for in vain: the statement is undone, the transaction goes on.
#[perf(migrator = shop::MIGRATOR)]
async fn a_transaction_goes_on(db: shop::Pool, faults: Faults) -> sqlx::Result<()> {
    let mut transaction = db.begin().await?;
    shop::insert(&mut *transaction, 1).await?;
    faults.set(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    let error = shop::insert(&mut *transaction, 2)
        .await
        .expect_err("all fail");
    assert!(is_injected(&error), "{error}");
    faults.off();
    shop::insert(&mut *transaction, 3).await?;
    transaction.commit().await?;
    assert_eq!(shop::count(&db).await?, 2);
    Ok(())
}

/// A value that takes several packets.
#[perf(faults(latency = "1ms"))]
async fn a_large_value_passes(db: shop::Pool) -> sqlx::Result<()> {
    let length: i64 = sqlx::query_scalar("SELECT LENGTH(?)")
        .bind("x".repeat(3_000_000))
        .fetch_one(&db)
        .await?;
    assert_eq!(length, 3_000_000);
    Ok(())
}
