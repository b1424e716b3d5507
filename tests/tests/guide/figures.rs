//! Figures of one's own.

use std::collections::HashMap;

use perf_runtime::{Perf, perf};
use sqlx::SqlitePool;

use super::{books, hundred_books};

/// Asks for the prices of these books, those that are known already out of the map; gives back the share of those.
async fn hit_rate(db: &SqlitePool, ids: &[i64]) -> sqlx::Result<f64> {
    let mut known = HashMap::new();
    let mut hits = 0;
    for id in ids {
        if known.contains_key(id) {
            hits += 1;
        } else {
            known.insert(*id, books::price(db, *id).await?);
        }
    }
    Ok(f64::from(hits) / ids.len() as f64)
}

#[perf(metric("hit_rate", min = 0.5), dataset = hundred_books)]
async fn seldom_the_same_books(db: SqlitePool, perf: Perf) -> sqlx::Result<()> {
    perf.record("hit_rate", hit_rate(&db, &[1, 2, 3, 1]).await?);
    Ok(())
}

#[perf(metric("hit_rate", min = 0.5), dataset = hundred_books)]
async fn often_the_same_books(db: SqlitePool, perf: Perf) -> sqlx::Result<()> {
    perf.record("hit_rate", hit_rate(&db, &[1, 2, 1, 2]).await?);
    Ok(())
}
