//! On SQLite.

use perf_runtime::perf;
use perf_tests::sqlite as shop;
use sqlx::sqlite::{SqliteConnectOptions as Options, SqlitePoolOptions};

#[path = "http.rs"]
mod http;
#[path = "n_plus_one.rs"]
mod n_plus_one;
#[path = "queries.rs"]
mod queries;
#[path = "side_by_side.rs"]
mod side_by_side;
#[path = "tasks.rs"]
mod tasks;

/// Each new connection runs its PRAGMAs.
#[perf(max_queries = 5, min_queries = 5, migrator = shop::MIGRATOR)]
async fn a_pool_that_grows_in_the_middle(options: Options) -> sqlx::Result<()> {
    let pool = SqlitePoolOptions::new()
        .max_connections(5)
        .connect_with(options)
        .await?;
    let mut held = Vec::new();
    for _ in 0..5 {
        let mut connection = pool.acquire().await?;
        sqlx::query("SELECT title FROM book")
            .execute(&mut *connection)
            .await?;
        held.push(connection);
    }
    Ok(())
}

/// A statement whose rows are left is counted as far as it came.
#[perf(max_vm_steps = 20_000, max_rows_scanned = 6000, migrator = shop::MIGRATOR, dataset = shop::stock)]
async fn what_is_cut_short_is_counted(db: shop::Pool) -> sqlx::Result<()> {
    for _ in 0..100 {
        shop::first_title(&db).await?;
    }
    Ok(())
}

/// One pool for all cases of the process: the connections do not belong to the runtime of a case.
mod shared {
    use std::sync::LazyLock;

    use sqlx::SqlitePool;
    use sqlx::sqlite::SqlitePoolOptions;

    pub(super) use sqlx::SqlitePool as Pool;

    static SHARED: LazyLock<SqlitePool> = LazyLock::new(|| {
        SqlitePoolOptions::new()
            .max_connections(5)
            .connect_lazy("sqlite::memory:")
            .expect("the address is right")
    });

    pub(super) fn pool(_: Pool) -> Pool {
        SHARED.clone()
    }
}
