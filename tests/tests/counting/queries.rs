//! What is a query, and what is not.

use std::time::Duration;

use perf_runtime::{Perf, perf};

use super::shop::{self, MIGRATOR, Pool, stock};

#[perf(max_queries = 1, min_queries = 1, migrator = MIGRATOR)]
async fn one_query(db: Pool) -> sqlx::Result<()> {
    shop::titles(&db).await.map(drop)
}

#[perf(max_queries = 0, migrator = MIGRATOR, dataset = stock)]
async fn migrations_datasets_and_fixtures_are_none(_db: Pool) {}

#[perf(max_queries = 2, min_queries = 2, max_reads = 1, max_writes = 1, migrator = MIGRATOR)]
async fn two_in_a_transaction_with_a_savepoint(db: Pool) -> sqlx::Result<()> {
    assert_eq!(shop::add_and_look(&db, 1, "a").await?, "a");
    Ok(())
}

#[perf(max_queries = 1, min_queries = 1, migrator = MIGRATOR)]
async fn a_failed_one_counts(db: Pool) {
    shop::missing(&db)
        .await
        .expect_err("there is no such table");
}

#[perf(max_queries = 300, min_queries = 300, n_plus_one = "allow", migrator = MIGRATOR, dataset = stock)]
async fn streams_that_are_dropped_early(db: Pool) -> sqlx::Result<()> {
    for _ in 0..300 {
        assert_eq!(shop::first_title(&db).await?.as_deref(), Some("book 1"));
    }
    Ok(())
}

#[perf(max_queries = 10_000, min_queries = 10_000, n_plus_one = "allow", migrator = MIGRATOR)]
async fn ten_thousand_in_one_case(db: Pool) -> sqlx::Result<()> {
    let mut connection = db.acquire().await?;
    for _ in 0..10_000 {
        sqlx::query("SELECT title FROM book")
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

#[perf(max_queries = 1, min_queries = 1)]
async fn one_of_a_megabyte(db: Pool) -> sqlx::Result<()> {
    assert_eq!(shop::megabyte(&db).await?, 0);
    Ok(())
}

#[perf(max_queries = 2, min_queries = 2, migrator = MIGRATOR)]
async fn only_the_measured_parts_count(db: Pool, perf: Perf) -> sqlx::Result<()> {
    shop::titles(&db).await?;
    perf.measure(shop::count(&db)).await?;
    shop::titles(&db).await?;
    perf.measure(shop::count(&db)).await?;
    Ok(())
}

#[perf(max_queries = 1, min_queries = 1, iterations = 5, warmup = 2, migrator = MIGRATOR)]
async fn each_run_counts_for_itself(db: Pool) -> sqlx::Result<()> {
    shop::count(&db).await.map(drop)
}

#[perf(max_queries = 1, min_queries = 1, migrator = MIGRATOR)]
async fn a_pool_of_its_own(options: super::Options) -> sqlx::Result<()> {
    shop::titles(&Pool::connect_with(options).await?)
        .await
        .map(drop)
}

/// Other clients report what they do.
#[perf(max_queries = 3, min_queries = 3, max_rows = 3)]
async fn those_of_another_client() {
    let get = || perf_runtime::record_query("GET user:1", Duration::from_micros(90), 1);
    assert!(get() && get());
    assert!(
        tokio::spawn(async move { get() })
            .await
            .expect("it does not panic")
    );
}
