//! Sixteen cases at once: each has its own faults, and half of them none.

use std::env;
use std::sync::LazyLock;

use perf_runtime::perf;
use tokio::sync::Barrier;

use super::shop::{self, MIGRATOR, Pool, stock};

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
    ($($hit:ident $spared:ident)*) => {$(
        #[perf(faults(error_rate = 1), migrator = MIGRATOR, n_plus_one = "allow")]
        async fn $hit(db: Pool) {
            TOGETHER.wait().await;
            for _ in 0..20 {
                let error = shop::count(&db).await.expect_err("all fail");
                assert!(super::is_injected(&error), "{error}");
            }
            TOGETHER.wait().await;
        }

        #[perf(migrator = MIGRATOR, dataset = stock, n_plus_one = "allow")]
        async fn $spared(db: Pool) -> sqlx::Result<()> {
            TOGETHER.wait().await;
            for _ in 0..20 {
                assert_eq!(shop::count(&db).await?, 20);
            }
            TOGETHER.wait().await;
            Ok(())
        }
    )*};
}

cases! { hit_1 spared_1 hit_2 spared_2 hit_3 spared_3 hit_4 spared_4
hit_5 spared_5 hit_6 spared_6 hit_7 spared_7 hit_8 spared_8 }
