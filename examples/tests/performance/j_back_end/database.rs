//! The database: many rows at once, reads at once, one pool for all.

use axum::http::StatusCode;
use command_center::Db;
use command_center::db::SQLITE;
use command_center::seed::Error;
use perf_runtime::{Perf, Size, perf};
use serde_json::{Value, json};
use sqlx::SqlitePool;
use tokio::task::JoinSet;

use crate::accounts;
use crate::app::{CONNECTIONS, Program, Visitor, Watched};
use crate::datasets::{conversation, people};
use crate::specs;

/// 50 requests of 1000 messages each; each looks the program's key up.
#[perf(threshold = "bulk_insert", max_queries = 101, max_writes = 50, n_plus_one = "allow", timeout = "3m", migrator = SQLITE, dataset = conversation, category = "back end", severity = "high")]
async fn rows_in_bulk(program: Program, pool: SqlitePool) -> sqlx::Result<()> {
    for request in 0..50 {
        let said: Value = (0..1000)
            .map(|i| json!({ "author": "user", "body": format!("Line {i} of {request}.") }))
            .collect();
        let said = program.post("/api/v1/specs/1/messages", &said).await;
        said.expect(StatusCode::CREATED);
    }
    let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM spec_messages")
        .fetch_one(&pool)
        .await?;
    assert_eq!(rows, 50_000);
    Ok(())
}

async fn sessions(pool: &SqlitePool, size: Size) -> Result<(), Error> {
    specs::seeded(Db::Sqlite(pool.clone()), size).await
}

/// Ten at once, of small tables and of large ones.
#[perf(sizes = [100, 1_000, 10_000], growth(queries = "constant", rows = "constant"), threshold = "reads_at_once", max_queries = 10, n_plus_one = "allow", no_full_scan, migrator = SQLITE, dataset = sessions, category = "back end")]
async fn reads_at_once(visitor: Visitor) {
    let mut reads = JoinSet::new();
    for i in 0..10 {
        let visitor = visitor.clone();
        reads.spawn(async move {
            match i % 5 {
                0 => specs::session_by_id(&visitor).await,
                1 => specs::sessions_by_status(&visitor).await,
                2 => specs::research_of_a_session(&visitor).await,
                3 => specs::error_log(&visitor).await,
                _ => specs::sessions_of_a_day(&visitor).await,
            }
        });
    }
    reads.join_all().await;
}

/// 500 requests, one after the other: the first connection serves them all.
#[perf(threshold = "pool_reuse", metric("connections opened", max = 5), max_queries = 1000, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "back end")]
async fn pool_reuse(watched: Watched, perf: Perf) {
    for _ in 0..500 {
        accounts::find(&watched.client, "42", 42).await;
    }
    let counts = watched.gauge.settled().await;
    perf.record("connections opened", counts.opened as f64);
    assert_eq!((counts.out(), counts.taken), (0, 1000));
    assert!(counts.peak <= CONNECTIONS.into());
}
