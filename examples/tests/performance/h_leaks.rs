//! Suite H: what was taken is given back. Connections, sessions, memory.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::{Iteration, perf};
use serde_json::json;
use sqlx::SqlitePool;
use tokio::task::JoinSet;

use crate::accounts;
use crate::app::{CONNECTIONS, Visitor, Watched};
use crate::client::Client;
use crate::datasets::{everything, people};

#[perf(min_queries = 100, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "leaks")]
async fn connections_come_back(watched: Watched, run: Iteration) {
    for i in 0..100 {
        accounts::operation(&watched.client, run, i).await;
    }
    let counts = watched.gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert!(counts.taken >= 100, "{counts:?}");
}

/// In the middle of a transaction, and outside of one.
#[perf(min_queries = 100, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "leaks")]
async fn connections_come_back_after_errors(watched: Watched) {
    for i in 0..100 {
        let failed = accounts::failure(&watched.client, i).await;
        assert!(failed.status.is_client_error(), "{failed:?}");
    }
    let counts = watched.gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert!(counts.taken >= 100, "{counts:?}");
    // What was begun is undone.
    let nowhere = watched.client.get("/api/v1/users?team=Nowhere").await;
    assert_eq!(nowhere.rows().len(), 0);
}

#[perf(min_queries = 100, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "leaks")]
async fn connections_out_at_once_are_bounded(watched: Watched, run: Iteration) {
    let mut tasks = JoinSet::new();
    for i in 0..100 {
        let client = watched.client.clone();
        tasks.spawn(async move { accounts::operation(&client, run, i).await });
    }
    tasks.join_all().await;
    let counts = watched.gauge.settled().await;
    assert_eq!((counts.out(), counts.taken), (0, counts.returned));
    assert!(counts.peak <= CONNECTIONS.into(), "{counts:?}");
}

/// Every other one of them has an error inside.
#[perf(min_queries = 400, n_plus_one = "allow", migrator = SQLITE, category = "leaks")]
async fn sessions_are_closed(visitor: Visitor, pool: SqlitePool) -> sqlx::Result<()> {
    let anyone = Client::clone(&visitor);
    anyone.clone().sign_in("ada").await.sign_out().await;
    for i in 0..100 {
        let ada = anyone.clone().sign_in_again("ada").await;
        if i % 2 == 0 {
            let missing = ada.get("/api/v1/users/1000000").await;
            missing.expect(StatusCode::NOT_FOUND);
        }
        ada.sign_out().await;
    }
    let open: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sessions")
        .fetch_one(&pool)
        .await?;
    assert_eq!(open, 0);
    Ok(())
}

/// Fifty visitors at once. Twenty runs of it are a thousand. The twin is on Postgres, whose driver has no threads of its own.
async fn fifty(visitor: &Visitor, path: impl Fn(u64) -> String) {
    let mut visitors = JoinSet::new();
    for i in 0..50 {
        let (visitor, path) = (visitor.clone(), path(i));
        visitors.spawn(async move { visitor.get(&path).await.expect(StatusCode::OK) });
    }
    visitors.join_all().await;
}

#[perf(max_peak = "100 MiB", max_leak = "1 KiB", max_rss_growth = "50 MiB", iterations = 20, n_plus_one = "allow", migrator = SQLITE, dataset = everything, category = "leaks")]
async fn memory_is_given_back(visitor: Visitor) {
    fifty(&visitor, |_| "/api/v1/home".to_owned()).await;
}

/// Hashing the password takes 19 MiB of a log-in: too much for this limit, and the line that asks for it is named.
#[perf(max_peak = "16 MiB", n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "leaks")]
#[should_panic(expected = "x1, 19 MiB at the peak                at examples/src/passwords.rs:")]
async fn memory_of_a_log_in(visitor: Visitor) {
    let user = json!({ "username": "user42", "password": "correct horse" });
    let opened = visitor.post("/api/v1/sessions", &user).await;
    opened.expect(StatusCode::CREATED);
}
