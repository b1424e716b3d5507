//! What holds on each database.

use std::time::{Duration, Instant};

use perf_runtime::{FaultPlan, Faults, load, perf};
use sqlx::Acquire;

use super::shop::{self, MIGRATOR, Pool, stock};

const ALL_FAIL: FaultPlan = FaultPlan {
    error_rate: 1.0,
    ..FaultPlan::NONE
};
const ALL_CUT: FaultPlan = FaultPlan {
    disconnect_rate: 1.0,
    ..FaultPlan::NONE
};

/// The same statements on each database and on each day: `x` fails.
#[perf(faults(error_rate = 0.3, seed = 7), migrator = MIGRATOR, n_plus_one = "allow")]
async fn a_seed_hits_the_same_ones(db: Pool) {
    let mut seen = String::new();
    for _ in 0..40 {
        match shop::count(&db).await {
            Ok(_) => seen.push('.'),
            Err(error) if super::is_injected(&error) => seen.push('x'),
            Err(error) => panic!("no fault of ours: {error}"),
        }
    }
    assert_eq!(seen, ".x...x..x.x..........x....x....x.x..x.xx");
}

/// Neither what makes the tables and fills them, nor what opens a connection.
#[perf(faults(error_rate = 1), migrator = MIGRATOR, dataset = stock, warmup = 2, iterations = 2)]
async fn only_the_body_is_hit(db: Pool) -> sqlx::Result<()> {
    let mut connection = db.acquire().await?;
    let transaction = connection.begin().await?;
    transaction.rollback().await?;
    let error = shop::count(&db).await.expect_err("all fail");
    assert!(super::is_injected(&error), "{error}");
    Ok(())
}

#[perf(faults(error_rate = 1), migrator = MIGRATOR, dataset = stock)]
async fn it_is_switched_off_and_on(db: Pool, faults: Faults) -> sqlx::Result<()> {
    shop::count(&db).await.expect_err("it is on");
    faults.off();
    assert_eq!(shop::count(&db).await?, 20);
    faults.on();
    shop::count(&db).await.expect_err("it is on again");
    faults.set(FaultPlan::NONE);
    assert_eq!(shop::count(&db).await?, 20);
    Ok(())
}

/// Without the key nothing happens that the body does not ask for.
#[perf(migrator = MIGRATOR, dataset = stock)]
async fn the_body_alone_asks_for_faults(db: Pool, faults: Faults) -> sqlx::Result<()> {
    assert_eq!(shop::count(&db).await?, 20);
    faults.set(ALL_FAIL);
    shop::count(&db).await.expect_err("all fail");
    faults.off();
    assert_eq!(shop::count(&db).await?, 20);
    Ok(())
}

#[perf(faults(latency = "20ms"), migrator = MIGRATOR, n_plus_one = "allow")]
async fn each_statement_waits(db: Pool) -> sqlx::Result<()> {
    let begun = Instant::now();
    for _ in 0..5 {
        shop::count(&db).await?;
    }
    assert!(begun.elapsed() >= Duration::from_millis(100));
    Ok(())
}

/// What a failed transaction did is gone, and the connection is as good as new.
#[perf(migrator = MIGRATOR)]
async fn a_transaction_fails_and_is_rolled_back(db: Pool, faults: Faults) -> sqlx::Result<()> {
    for fault in [ALL_FAIL, ALL_CUT] {
        for nested in [false, true] {
            let mut transaction = db.begin().await?;
            shop::insert(&mut *transaction, 1).await?;
            faults.set(fault);
            if nested {
                let mut savepoint = transaction.begin().await?;
                shop::insert(&mut *savepoint, 2)
                    .await
                    .expect_err("all are hit");
                drop(savepoint);
            } else {
                shop::insert(&mut *transaction, 2)
                    .await
                    .expect_err("all are hit");
            }
            faults.set(FaultPlan::NONE);
            drop(transaction);
            let mut transaction = db.begin().await?;
            let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM book")
                .fetch_one(&mut *transaction)
                .await?;
            assert_eq!(rows, 0, "{fault:?}, nested: {nested}");
            transaction.commit().await?;
        }
    }
    shop::insert(&db, 3).await?;
    assert_eq!(shop::count(&db).await?, 1);
    Ok(())
}

/// A transaction that no fault hits is as it always is, also beside others that are hit.
#[perf(faults(error_rate = 0.3, disconnect_rate = 0.1, seed = 3), migrator = MIGRATOR, n_plus_one = "allow")]
async fn what_is_committed_is_there(db: Pool, faults: Faults) -> sqlx::Result<()> {
    let mut committed = 0;
    for id in 0..60 {
        if shop::insert_two(&db, id).await.is_ok() {
            committed += 2;
        }
    }
    faults.off();
    assert_eq!(shop::count(&db).await?, committed);
    assert!((2..100).contains(&committed), "{committed}");
    Ok(())
}

#[perf(migrator = MIGRATOR, dataset = stock)]
async fn a_connection_that_broke_is_replaced(db: Pool, faults: Faults) -> sqlx::Result<()> {
    for _ in 0..10 {
        faults.set(ALL_CUT);
        shop::count(&db).await.expect_err("it breaks");
        faults.set(FaultPlan::NONE);
        assert_eq!(shop::count(&db).await?, 20);
    }
    Ok(())
}

/// The pool tries for as long as it waits for a connection, or fails at once; then it is back.
#[perf(migrator = MIGRATOR, dataset = stock, n_plus_one = "allow", metric("recovery_ms", min = 0.0))]
async fn the_database_is_gone_and_comes_back(db: Pool, faults: Faults) -> sqlx::Result<()> {
    let mut open = db.acquire().await?;
    let gone = Instant::now();
    faults.outage(Duration::from_millis(200));
    sqlx::query("SELECT title FROM book")
        .execute(&mut *open)
        .await
        .expect_err("what was open is gone too");
    drop(open);
    while shop::count(&db).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(gone.elapsed() >= Duration::from_millis(200));
    let recovery = faults.recovery().expect("it has recovered");
    assert!(recovery <= gone.elapsed());
    assert_eq!(shop::count(&db).await?, 20);
    Ok(())
}

#[perf(migrator = MIGRATOR, dataset = stock)]
async fn a_pool_of_half_the_size(db: Pool, faults: Faults) -> sqlx::Result<()> {
    let all = db.options().get_max_connections();
    let held = faults.shrink(&db, all / 2).await?;
    assert_eq!(held.connections(), 3);
    let mut left = Vec::new();
    for _ in 0..all / 2 {
        left.push(db.acquire().await?);
    }
    assert!(db.try_acquire().is_none());
    drop((held, left));
    db.acquire().await.map(drop)
}

/// Many users: the same numbers are hit, whoever has them.
#[load(users = 8, iterations = 200, max_error_rate = 0.5, faults(error_rate = 0.3, seed = 7), migrator = MIGRATOR, dataset = stock)]
async fn many_at_once(db: Pool) -> sqlx::Result<()> {
    shop::title(&db, 3).await.map(drop)
}

/// A pool of the application's own is hit as well.
#[perf(faults(error_rate = 1), migrator = MIGRATOR)]
async fn a_pool_of_its_own(options: super::Options) -> sqlx::Result<()> {
    let pool = Pool::connect_with(options).await?;
    let error = shop::count(&pool).await.expect_err("all fail");
    assert!(super::is_injected(&error), "{error}");
    Ok(())
}

/// Rows that come after the statement was let through are not touched.
#[perf(faults(latency = "1ms"), migrator = MIGRATOR)]
async fn a_large_result_is_whole(db: Pool) -> sqlx::Result<()> {
    let numbers: Vec<i64> = sqlx::query_scalar(super::NUMBERS).fetch_all(&db).await?;
    assert!(numbers.into_iter().eq(1..=810_000));
    assert_eq!(shop::megabyte(&db).await?, 0);
    Ok(())
}
