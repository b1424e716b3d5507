//! Ten cases, each with its own count. `model` runs them at once, and has them wait for each other.

use std::env;
use std::sync::LazyLock;

use perf_runtime::perf;
use tokio::sync::Barrier;

use super::shared;

/// As many as are run at once.
static TOGETHER: LazyLock<Barrier> = LazyLock::new(|| {
    Barrier::new(
        env::var("SIDE_BY_SIDE")
            .ok()
            .and_then(|number| number.parse().ok())
            .unwrap_or(1),
    )
});

macro_rules! cases {
    ($($one:ident $none:ident)*) => {$(
        #[perf(max_queries = 1, min_queries = 1)]
        async fn $one(db: shared::Pool) -> sqlx::Result<()> {
            let db = shared::pool(db);
            TOGETHER.wait().await;
            sqlx::query("SELECT 'one' WHERE 1 = 1").execute(&db).await?;
            TOGETHER.wait().await;
            Ok(())
        }

        #[perf(max_queries = 0)]
        async fn $none(db: shared::Pool) {
            let _db = shared::pool(db);
            TOGETHER.wait().await;
            TOGETHER.wait().await;
        }
    )*};
}

cases! { one_1 none_1 one_2 none_2 one_3 none_3 one_4 none_4 one_5 none_5 }
