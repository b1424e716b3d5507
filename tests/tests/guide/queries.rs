//! Limits on queries.

use perf_runtime::{Size, perf};
use sqlx::SqlitePool;

use super::{books, hundred_books, shelf};

#[perf(max_queries = 2, dataset = hundred_books)]
async fn authors_one_by_one(db: SqlitePool) -> sqlx::Result<()> {
    let books = books::one_by_one(&db).await?;
    assert_eq!(books[6].title, "book 7");
    assert_eq!(books[6].author, "author 7");
    Ok(())
}

#[perf(max_queries = 2, dataset = hundred_books)]
async fn authors_at_once(db: SqlitePool) -> sqlx::Result<()> {
    let books = books::at_once(&db).await?;
    assert_eq!(books[6].title, "book 7");
    assert_eq!(books[6].author, "author 7");
    Ok(())
}

#[perf(sizes = [10, 20], n_plus_one = "deny", dataset = shelf)]
async fn authors_grow_with_the_books(db: SqlitePool, size: Size) -> sqlx::Result<()> {
    assert_eq!(books::one_by_one(&db).await?.len() as u64, size.0);
    Ok(())
}

#[perf(sizes = [10, 20], n_plus_one = "deny", dataset = shelf)]
async fn authors_do_not_grow(db: SqlitePool, size: Size) -> sqlx::Result<()> {
    assert_eq!(books::at_once(&db).await?.len() as u64, size.0);
    Ok(())
}

#[perf(max_repeats = 1, dataset = hundred_books)]
async fn price_asked_twice(db: SqlitePool) -> sqlx::Result<()> {
    let net = books::price(&db, 7).await?;
    let tax = books::price(&db, 7).await? * 7 / 100;
    assert_eq!(net + tax, 1059);
    Ok(())
}

#[perf(max_repeats = 1, dataset = hundred_books)]
async fn price_asked_once(db: SqlitePool) -> sqlx::Result<()> {
    let net = books::price(&db, 7).await?;
    assert_eq!(net + net * 7 / 100, 1059);
    Ok(())
}

#[perf(max_rows = 10, dataset = hundred_books)]
async fn page_cut_out_of_all(db: SqlitePool) -> sqlx::Result<()> {
    assert_eq!(books::page_of_all(&db, 10).await?.len(), 10);
    Ok(())
}

#[perf(max_rows = 10, dataset = hundred_books)]
async fn page_of_ten(db: SqlitePool) -> sqlx::Result<()> {
    assert_eq!(books::page(&db, 10).await?.len(), 10);
    Ok(())
}

#[perf(max_writes = 1, dataset = hundred_books)]
async fn added_one_by_one(db: SqlitePool) -> sqlx::Result<()> {
    books::add_each(&db, &["Dune", "Emma", "Momo"]).await
}

#[perf(max_writes = 1, dataset = hundred_books)]
async fn added_at_once(db: SqlitePool) -> sqlx::Result<()> {
    books::add_all(&db, &["Dune", "Emma", "Momo"]).await
}
