//! The cache: projects that were asked for lately.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::{Perf, perf};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::app::Visitor;
use crate::client::Client;
use crate::datasets::projects;

async fn project(client: &Client, id: u64) {
    let path = format!("/api/v1/projects/{id}");
    let project = client.get(&path).await.expect(StatusCode::OK);
    assert_eq!(project["id"], id);
}

/// Hits of all look-ups until now.
async fn hit_rate(client: &Client) -> f64 {
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    let figure = |name: &str| status["projects"][name].as_f64();
    let [hits, misses] = ["hits", "misses"].map(|name| figure(name).expect("a figure"));
    hits / (hits + misses)
}

/// Few are asked for often, and many seldom: of a thousand look-ups one half goes to ten projects.
#[perf(metric("cache_hit_rate"), max_queries = 100, n_plus_one = "allow", migrator = SQLITE, dataset = projects, category = "cache")]
async fn hits(visitor: Visitor, perf: Perf) {
    for i in 0..1000 {
        let id = if i % 2 == 0 { i / 2 % 10 } else { i / 2 % 100 };
        project(&visitor, 1 + id).await;
    }
    perf.record("cache_hit_rate", hit_rate(&visitor).await);
}

/// Each project once: there is nothing to remember.
#[perf(metric("cache_hit_rate"), n_plus_one = "allow", migrator = SQLITE, dataset = projects, category = "cache")]
#[should_panic(expected = "0 of at least 0.4")]
async fn hits_of_strangers(visitor: Visitor, perf: Perf) {
    for id in 1..=100 {
        project(&visitor, id).await;
    }
    perf.record("cache_hit_rate", hit_rate(&visitor).await);
}

/// A hundred look-ups of what is remembered, at 1 ms each.
#[perf(threshold = "cache_hundred_look_ups", warmup = 1, max_queries = 0, migrator = SQLITE, dataset = projects, category = "cache")]
async fn a_hundred_look_ups(visitor: Visitor) {
    for _ in 0..100 {
        project(&visitor, 42).await;
    }
}

/// Who asks for what is being loaded waits for it: each project is loaded once.
#[perf(threshold = "cache_operations_at_once", max_queries = 100, n_plus_one = "allow", migrator = SQLITE, dataset = projects, category = "cache")]
async fn operations_at_once(visitor: Visitor) {
    let mut asked = JoinSet::new();
    for i in 0..5000 {
        let visitor = visitor.clone();
        asked.spawn(async move { project(&visitor, 1 + i % 100).await });
    }
    asked.join_all().await;
    let status = visitor.get("/api/v1/status").await.expect(StatusCode::OK);
    assert_eq!(status["projects"]["misses"], Value::from(100));
}
