//! On SQLite.

use perf_runtime::{FaultPlan, Faults, perf};
use perf_tests::sqlite as shop;
use sqlx::sqlite::SqliteConnectOptions as Options;

#[path = "each.rs"]
mod each;
#[path = "side_by_side.rs"]
mod side_by_side;

/// The numbers from 1 to 810,000, in order.
const NUMBERS: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
     SELECT (a.i - 1) * 900 + b.i AS number FROM n a, n b ORDER BY number";

/// `SQLITE_INTERRUPT`.
fn is_injected(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(|error| error.code().as_deref() == Some("9"))
}

/// A transaction that a fault has ended cannot be committed, whatever the application makes of the error.
#[perf(migrator = shop::MIGRATOR)]
async fn a_lost_transaction_is_not_committed(db: shop::Pool, faults: Faults) -> sqlx::Result<()> {
    for disconnect_rate in [0.0, 1.0] {
        let mut transaction = db.begin().await?;
        shop::insert(&mut *transaction, 1).await?;
        faults.set(FaultPlan {
            error_rate: 1.0 - disconnect_rate,
            disconnect_rate,
            ..FaultPlan::NONE
        });
        shop::insert(&mut *transaction, 2)
            .await
            .expect_err("all are hit");
        faults.set(FaultPlan::NONE);
        shop::insert(&mut *transaction, 3)
            .await
            .expect_err("it is lost");
        transaction
            .commit()
            .await
            .expect_err("nothing is left of it");
        assert_eq!(shop::count(&db).await?, 0);
    }
    Ok(())
}

/// A read that fails takes nothing with it.
#[perf(migrator = shop::MIGRATOR)]
async fn a_read_fails_and_its_transaction_goes_on(
    db: shop::Pool,
    faults: Faults,
) -> sqlx::Result<()> {
    let mut transaction = db.begin().await?;
    shop::insert(&mut *transaction, 1).await?;
    faults.set(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    sqlx::query("SELECT title FROM book")
        .execute(&mut *transaction)
        .await
        .expect_err("all fail");
    faults.off();
    shop::insert(&mut *transaction, 2).await?;
    transaction.commit().await?;
    assert_eq!(shop::count(&db).await?, 2);
    Ok(())
}

/// What a trigger does is part of the statement that sets it off.
#[perf(faults(error_rate = 0.000_001, seed = 1), migrator = shop::MIGRATOR)]
async fn a_trigger_is_no_statement_of_its_own(db: shop::Pool, faults: Faults) -> sqlx::Result<()> {
    faults.off();
    sqlx::query("CREATE TRIGGER again AFTER INSERT ON book BEGIN UPDATE book SET title = 'b'; END")
        .execute(&db)
        .await?;
    faults.on();
    shop::insert(&db, 1).await?;
    assert_eq!(shop::title(&db, 1).await?, "b");
    Ok(())
}
