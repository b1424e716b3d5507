//! Memory where several threads have a part in it: sqlx's SQLite driver has one of its own for each connection.

use std::hint::black_box;
use std::sync::Mutex;

use perf_runtime::perf;
use perf_tests::sqlite as shop;

/// Rows are allocated by the driver's thread and freed here, statements the other way round.
#[perf(max_leak = "0 B", migrator = shop::MIGRATOR, dataset = shop::stock)]
async fn sqlite_leaves_nothing(db: shop::Pool) -> sqlx::Result<()> {
    assert!(!shop::titles(&db).await?.is_empty());
    shop::departments_by_name(&db, "department 2").await?;
    Ok(())
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
