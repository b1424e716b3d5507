//! Limits on loads.

use perf_runtime::{Iteration, load};
use sqlx::SqlitePool;

use super::{books, hundred_books};

/// The shop has only so many.
fn buy(number: u64, stock: u64) -> anyhow::Result<()> {
    anyhow::ensure!(number < stock, "out of stock");
    Ok(())
}

#[load(users = 10, iterations = 100, max_error_rate = 0.1, dataset = hundred_books)]
async fn sold_out(db: SqlitePool, iteration: Iteration) -> anyhow::Result<()> {
    books::by_isbn(&db, "978-7").await?;
    buy(iteration.unique, 80)
}

#[load(users = 10, iterations = 100, max_error_rate = 0.1, dataset = hundred_books)]
async fn well_stocked(db: SqlitePool, iteration: Iteration) -> anyhow::Result<()> {
    books::by_isbn(&db, "978-7").await?;
    buy(iteration.unique, 95)
}

#[load(users = 10, iterations = 100, max_queries = 2, dataset = hundred_books)]
async fn each_visitor_sees_all_authors(db: SqlitePool) -> anyhow::Result<()> {
    assert_eq!(books::one_by_one(&db).await?.len(), 100);
    Ok(())
}

#[load(users = 10, iterations = 100, max_queries = 2, p95_ms = 500, dataset = hundred_books)]
async fn each_visitor_sees_a_page(db: SqlitePool) -> anyhow::Result<()> {
    assert_eq!(books::page(&db, 10).await?.len(), 10);
    Ok(())
}
