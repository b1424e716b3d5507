//! Limits on plans.

use perf_runtime::perf;
use sqlx::SqlitePool;

use super::{books, hundred_books};

#[perf(no_full_scan, dataset = hundred_books)]
async fn found_by_title(db: SqlitePool) -> sqlx::Result<()> {
    assert_eq!(books::by_title(&db, "book 7").await?, 7);
    Ok(())
}

#[perf(no_full_scan, dataset = hundred_books)]
async fn found_by_isbn(db: SqlitePool) -> sqlx::Result<()> {
    assert_eq!(books::by_isbn(&db, "978-7").await?, 7);
    Ok(())
}
