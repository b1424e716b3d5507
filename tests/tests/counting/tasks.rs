//! Statements of spawned tasks belong to the case that spawned them.

use perf_runtime::perf;
use sqlx::pool::PoolOptions;

use super::shop::{self, MIGRATOR, Pool, stock};

#[perf(max_queries = 512, min_queries = 512, n_plus_one = "allow", migrator = MIGRATOR, dataset = stock)]
async fn of_64_tasks_of_8_queries(db: Pool) -> sqlx::Result<()> {
    shop::titles_by_tasks(&db, 64, 8).await
}

#[perf(max_queries = 512, min_queries = 512, n_plus_one = "allow", runtime = "multi_thread", worker_threads = 4, migrator = MIGRATOR, dataset = stock)]
async fn of_64_tasks_of_8_queries_on_4_threads(db: Pool) -> sqlx::Result<()> {
    shop::titles_by_tasks(&db, 64, 8).await
}

#[perf(max_queries = 2, min_queries = 2, runtime = "multi_thread", migrator = MIGRATOR, dataset = stock)]
async fn of_a_blocking_thread(db: Pool) -> sqlx::Result<()> {
    let runtime = tokio::runtime::Handle::current();
    let work = tokio::task::spawn_blocking(move || {
        runtime.block_on(shop::count(&db))?;
        runtime.block_on(shop::titles(&db)).map(drop)
    });
    work.await.expect("the work does not panic")
}

/// A span without a parent, and one that the application's tasks share.
#[perf(max_queries = 2, min_queries = 2, migrator = MIGRATOR, dataset = stock)]
async fn inside_of_spans_of_the_application(db: Pool) -> sqlx::Result<()> {
    use tracing::Instrument as _;
    let root = tracing::info_span!(parent: None, "root");
    let task = tokio::spawn({
        let db = db.clone();
        async move { shop::count(&db).await }.instrument(root.clone())
    });
    shop::titles(&db).instrument(root).await?;
    task.await.expect("the task does not panic").map(drop)
}

#[perf(max_queries = 1, min_queries = 1, migrator = MIGRATOR)]
async fn of_a_pool_with_an_idle_connection_of_its_own(options: super::Options) -> sqlx::Result<()> {
    let pool: Pool = PoolOptions::new()
        .min_connections(2)
        .connect_with(options)
        .await?;
    shop::titles(&pool).await.map(drop)
}
