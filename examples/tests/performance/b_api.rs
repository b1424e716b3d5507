//! Suite B: how long a request takes, from the router down to SQLite and back. The limits that have a name are in `perf.toml`.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::{Iteration, load, perf};
use serde_json::json;

use crate::app::{App, Visitor};
use crate::datasets::{large_dataset, large_knowledge, performance_dataset, repositories_dataset};

#[perf(threshold = "technologies_list", migrator = SQLITE, dataset = large_dataset, category = "api")]
async fn technologies_list(app: App) {
    let technologies = app.get("/api/v1/technologies?limit=50").await.rows();
    assert_eq!(technologies.len(), 20);
}

#[perf(threshold = "technologies_create", max_writes = 1, migrator = SQLITE, category = "api")]
async fn technologies_create(app: App, run: Iteration) {
    let title = format!("Technology {}", run.unique);
    let draft = json!({ "title": title, "vendor": "Acme", "stage": "assess" });
    app.post("/api/v1/technologies", &draft)
        .await
        .expect(StatusCode::CREATED);
}

#[perf(threshold = "research_list", migrator = SQLITE, dataset = large_dataset, category = "api")]
async fn research_list(app: App) {
    let tasks = app.get("/api/v1/research-tasks").await.rows();
    assert_eq!(tasks.len(), 40);
}

#[perf(threshold = "research_create", max_writes = 1, migrator = SQLITE, dataset = large_dataset, category = "api")]
async fn research_create(app: App) {
    let draft = json!({ "technology_id": 1, "title": "Does it scale?", "status": "planned" });
    app.post("/api/v1/research-tasks", &draft)
        .await
        .expect(StatusCode::CREATED);
}

#[perf(threshold = "knowledge_query", migrator = SQLITE, dataset = large_knowledge, category = "api")]
async fn knowledge_query(app: App) {
    let question = json!({ "query": "does the page work with a screen reader?", "top": 5 });
    let answers = app.post("/api/v1/knowledge/query", &question).await.rows();
    assert_eq!(
        (answers.len(), &answers[0]["title"]),
        (5, &json!("Accessibility"))
    );
}

#[perf(threshold = "repositories_list", migrator = SQLITE, dataset = repositories_dataset, category = "api")]
async fn repositories_list(app: App) {
    assert_eq!(app.get("/api/v1/repositories").await.rows().len(), 15);
}

/// 50 visitors, one list each, at once.
#[load(
    users = 50,
    iterations = 50,
    mean_ms = 1000,
    max_error_rate = 0,
    max_queries = 3,
    migrator = SQLITE,
    dataset = large_dataset,
    category = "api"
)]
async fn technologies_list_by_many(visitor: Visitor) {
    assert_eq!(visitor.get("/api/v1/technologies").await.rows().len(), 20);
}

#[perf(max_ms = 800, max_rows = 100, max_queries = 3, migrator = SQLITE, dataset = performance_dataset, category = "api")]
async fn first_page_of_many(app: App) {
    let technologies = app.get("/api/v1/technologies?limit=100").await.rows();
    assert_eq!(technologies.len(), 100);
}
