//! Suite A: a list costs the same number of statements however long it is.
//!
//! The lazy twins of three lists are still part of the service; their cases pass because they fail, each
//! with another part of the report: the count, the finding, the function in which the statement is.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::perf;
use serde_json::{Value, json};

use crate::app::App;
use crate::datasets::{large_dataset, small_knowledge};

fn len(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

fn assert_related(technology: &Value) {
    assert_eq!(len(&technology["repositories"]), 3, "{technology}");
    assert_eq!(len(&technology["research_tasks"]), 2, "{technology}");
}

#[perf(max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
async fn technologies(app: App) {
    let technologies = app.get("/api/v1/technologies").await.rows();
    assert_eq!(technologies.len(), 20);
    technologies.iter().for_each(assert_related);
}

/// One list, 20 lists of links, 60 repositories, 20 lists of tasks.
#[perf(max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
#[should_panic(expected = "101 queries, budget 3 (+98)")]
async fn technologies_lazy(app: App) {
    let technologies = app.get("/api/v1/lazy/technologies").await.rows();
    assert_eq!(technologies.len(), 20);
    technologies.iter().for_each(assert_related);
}

#[perf(max_queries = 2, n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
async fn technology(app: App) {
    assert_related(
        &app.get("/api/v1/technologies/7")
            .await
            .expect(StatusCode::OK),
    );
}

#[perf(max_queries = 2, n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
async fn research_tasks(app: App) {
    let tasks = app.get("/api/v1/research-tasks").await.rows();
    assert_eq!(tasks.len(), 40);
    assert!(
        tasks
            .iter()
            .all(|task| task["technology"]["title"].is_string())
    );
}

#[perf(n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
#[should_panic(expected = "n_plus_one")]
async fn research_tasks_lazy(app: App) {
    let tasks = app.get("/api/v1/lazy/research-tasks").await.rows();
    assert_eq!(tasks.len(), 40);
    assert!(
        tasks
            .iter()
            .all(|task| task["technology"]["title"].is_string())
    );
}

#[perf(max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
async fn repositories(app: App) {
    let repositories = app
        .get("/api/v1/repositories?include_technologies=true")
        .await
        .rows();
    assert_eq!(repositories.len(), 30);
    assert!(
        repositories
            .iter()
            .all(|repository| len(&repository["technologies"]) == 2)
    );
}

#[perf(max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = large_dataset, category = "n_plus_one")]
#[should_panic(expected = "lazy::technologies_of")]
async fn repositories_lazy(app: App) {
    let repositories = app.get("/api/v1/lazy/repositories").await.rows();
    assert_eq!(repositories.len(), 30);
    assert!(
        repositories
            .iter()
            .all(|repository| len(&repository["technologies"]) == 2)
    );
}

#[perf(max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = small_knowledge, category = "n_plus_one")]
async fn knowledge_query(app: App) {
    let question = json!({ "query": "which queries need an index?", "top": 5 });
    let answers = app.post("/api/v1/knowledge/query", &question).await.rows();
    assert_eq!(
        (answers.len(), &answers[0]["title"]),
        (5, &json!("Database indexes"))
    );
}
