use perf_runtime::{Size, dataset};
use sqlx::SqlitePool;

#[dataset]
fn not_async(_: &SqlitePool) {}

#[dataset]
async fn of_nothing() {}

#[dataset(size = 3)]
async fn sized(_: &SqlitePool) {}

#[dataset]
async fn of_text(_: &str) {}

#[dataset]
async fn returns_a_number(_: &SqlitePool) -> u64 {
    1
}

#[dataset]
struct NoFunction;

#[dataset]
async fn right(_: &SqlitePool, _: Size) -> Result<(), String> {
    Ok(())
}

#[dataset]
async fn right_too(_: Size, _: SqlitePool) {}

fn main() {}
