//! Memory where several threads have a part in it: sqlx's SQLite driver has one of its own for each connection.

use std::hint::black_box;
use std::sync::Mutex;

use perf_runtime::{Size, perf};
use perf_tests::sqlite as shop;
use sqlx::sqlite::SqliteRow;

/// Rows are allocated by the driver's thread and freed here, statements the other way round.
#[perf(max_leak = "1 KiB", migrator = shop::MIGRATOR, dataset = shop::stock)]
async fn sqlite_leaves_nothing(db: shop::Pool) -> sqlx::Result<()> {
    assert!(!shop::titles(&db).await?.is_empty());
    shop::departments_by_name(&db, "department 2").await?;
    Ok(())
}

/// A thousand rows of a text of a thousand bytes.
async fn pages(db: &shop::Pool) -> Vec<SqliteRow> {
    let pages = sqlx::query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         SELECT i, printf('%1000d', i) FROM n",
    );
    pages.fetch_all(db).await.expect("there are pages")
}

/// The driver's thread allocates what the case holds: the rows; their texts lie in SQLite's own memory.
#[perf(max_peak = "64 KiB", migrator = shop::MIGRATOR)]
#[should_panic(expected = "at once, budget 64 KiB (+")]
async fn sqlite_rows_are_held_at_once(db: shop::Pool) {
    black_box(pages(&db).await);
}

/// What may be by chance is made again at all sizes.
#[perf(sizes = [10, 1000], max_allocs = 900, migrator = shop::MIGRATOR)]
#[should_panic(expected = "at size 1,000")]
async fn sqlite_rows_are_over_at_the_largest_size(db: shop::Pool, size: Size) {
    let rows = sqlx::query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n",
    );
    let rows = rows.bind(i64::try_from(size.0).expect("a small number"));
    black_box(rows.fetch_all(&db).await.expect("there are rows"));
}

/// What the driver takes is told with the line that asked for it.
#[perf(max_alloc = "64 KiB", migrator = shop::MIGRATOR)]
#[should_panic(expected = "memory::pages\n         in the driver's thread                by ")]
async fn sqlite_works_for_a_line(db: shop::Pool) {
    black_box(pages(&db).await);
}

#[perf(max_leak = "64 KiB", migrator = shop::MIGRATOR)]
#[should_panic(expected = "left by each run, budget 64 KiB (+")]
async fn sqlite_rows_are_never_freed(db: shop::Pool) {
    std::mem::forget(black_box(pages(&db).await));
}

/// How often the two threads allocate is not the same each time, and a limit with room holds for every one of them.
#[perf(max_allocs = 5_000, max_alloc = "1 MiB", iterations = 50, migrator = shop::MIGRATOR)]
async fn sqlite_rows_are_within_a_limit_with_room(db: shop::Pool) {
    black_box(pages(&db).await);
}

#[perf(max_allocs = 900, migrator = shop::MIGRATOR)]
#[should_panic(expected = "allocations, budget 900 (+")]
async fn sqlite_rows_are_over_each_time(db: shop::Pool) {
    black_box(pages(&db).await);
}

/// Rows are freed as soon as they are there.
#[perf(max_leak = "1 KiB", max_peak = "4 MiB", migrator = shop::MIGRATOR)]
async fn sqlite_rows_are_freed(db: shop::Pool) {
    drop(black_box(pages(&db).await));
}

#[perf(max_leak = "1 KiB", migrator = shop::MIGRATOR, dataset = shop::stock)]
#[should_panic(expected = "left by each run, budget 1,024 B (+63")]
async fn sqlite_leaves_64_kib_each_time(db: shop::Pool) {
    shop::titles(&db).await.expect("there are books");
    Box::leak(black_box(Box::new([0_u8; 65_536])));
}

/// What is kept until the next run is no leak.
#[perf(max_leak = "0 B")]
async fn a_buffer_is_kept_and_replaced() {
    static KEPT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    *KEPT.lock().expect("nobody panics") = black_box(vec![0_u8; 65_536]);
}

/// A small task is one allocation of 128 bytes, on whatever thread it is freed.
#[perf(
    max_allocs = 20,
    max_alloc = "1920 B",
    max_leak = "0 B",
    runtime = "multi_thread",
    worker_threads = 2
)]
async fn tasks_on_several_threads() {
    for _ in 0..10 {
        let task = tokio::spawn(async { drop(black_box(Box::new([0_u8; 64]))) });
        task.await.expect("the task ends");
    }
}

#[cfg(target_os = "linux")]
#[perf(max_rss_growth = "16 MiB")]
async fn stays_as_large() {
    drop(black_box(vec![1_u8; 4 << 20]));
}

/// Eight runs of 4 MiB, and eight more.
#[cfg(target_os = "linux")]
#[perf(max_rss_growth = "16 MiB")]
#[should_panic(expected = "more resident, budget 16 MiB (+")]
async fn becomes_larger() {
    Box::leak(black_box(vec![1_u8; 4 << 20].into_boxed_slice()));
}

macro_rules! side_by_side {
    ($($name:ident $boxes:literal)*) => {$(
        #[perf(max_allocs = $boxes)]
        async fn $name() {
            for _ in 0..$boxes {
                drop(black_box(Box::new([0_u8; 64])));
                tokio::task::yield_now().await;
            }
        }
    )*};
}

side_by_side! {
    takes_100 100 takes_200 200 takes_300 300 takes_400 400 takes_500 500 takes_600 600 takes_700 700 takes_800 800
    takes_900 900 takes_1000 1000 takes_1100 1100 takes_1200 1200 takes_1300 1300 takes_1400 1400 takes_1500 1500 takes_1600 1600
}

/// A soft limit is looked at as a hard one is, and warns.
#[perf(max_allocs = 1, warn(max_peak = "512 B", max_leak = "1 KiB"))]
async fn a_warning_does_not_fail() {
    drop(black_box(vec![0_u8; 1024]));
}
