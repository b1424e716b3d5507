//! On MySQL and MariaDB.

use perf_runtime::perf;
use perf_tests::mysql as shop;
use sqlx::mysql::{MySqlConnectOptions as Options, MySqlPoolOptions};

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

/// Each new connection makes its settings.
#[perf(max_queries = 5, min_queries = 5, requires = ["mysql"], migrator = shop::MIGRATOR)]
async fn a_pool_that_grows_in_the_middle(options: Options) -> sqlx::Result<()> {
    let pool = MySqlPoolOptions::new()
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

/// A connection to MySQL belongs to the runtime that opened it: each case has a pool of its own.
mod shared {
    pub(super) use sqlx::MySqlPool as Pool;

    pub(super) fn pool(own: Pool) -> Pool {
        own
    }
}
