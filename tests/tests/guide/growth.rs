//! How figures grow with the data.

use perf_runtime::perf;
use sqlx::SqlitePool;

use super::{books, shelf};

#[perf(sizes = [10, 20, 40, 80], growth(rows = "constant"), dataset = shelf)]
async fn page_reads_all(db: SqlitePool) -> sqlx::Result<()> {
    books::page_of_all(&db, 10).await.map(drop)
}

#[perf(sizes = [10, 20, 40, 80], growth(rows = "constant"), dataset = shelf)]
async fn page_reads_a_page(db: SqlitePool) -> sqlx::Result<()> {
    books::page(&db, 10).await.map(drop)
}
