//! Suite A on Postgres.

use axum::http::StatusCode;
use command_center::db::POSTGRES;
use command_center::embedding::Embedding;
use perf_runtime::perf;
use serde_json::json;
use sqlx::PgPool;

use crate::app;
use crate::data::{KNOWLEDGE, LARGE};

pub(crate) async fn large_dataset(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql(LARGE).execute(pool).await.map(drop)
}

async fn small_knowledge(pool: &PgPool) -> sqlx::Result<()> {
    for (title, body) in &KNOWLEDGE[..10] {
        let embedding = Embedding::of_entry(title, body);
        sqlx::query(
            "INSERT INTO knowledge_entries (title, body, embedding, created_at) \
             VALUES ($1, $2, cube($3::float8[]), 1700000000)",
        )
        .bind(title)
        .bind(body)
        .bind(embedding.to_doubles())
        .execute(pool)
        .await?;
    }
    Ok(())
}

#[perf(max_queries = 3, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
async fn technologies(pool: PgPool) {
    assert_eq!(app(pool).get("/api/v1/technologies").await.rows().len(), 20);
}

#[perf(max_queries = 3, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
#[should_panic(expected = "101 queries, budget 3 (+98)")]
async fn technologies_lazy(pool: PgPool) {
    assert_eq!(
        app(pool)
            .get("/api/v1/lazy/technologies")
            .await
            .rows()
            .len(),
        20
    );
}

#[perf(max_queries = 2, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
async fn technology(pool: PgPool) {
    let technology = app(pool)
        .get("/api/v1/technologies/7")
        .await
        .expect(StatusCode::OK);
    assert_eq!(technology["repositories"].as_array().map(Vec::len), Some(3));
}

#[perf(max_queries = 2, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
async fn research_tasks(pool: PgPool) {
    assert_eq!(
        app(pool).get("/api/v1/research-tasks").await.rows().len(),
        40
    );
}

#[perf(n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
#[should_panic(expected = "n_plus_one")]
async fn research_tasks_lazy(pool: PgPool) {
    assert_eq!(
        app(pool)
            .get("/api/v1/lazy/research-tasks")
            .await
            .rows()
            .len(),
        40
    );
}

#[perf(max_queries = 3, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
async fn repositories(pool: PgPool) {
    let repositories = app(pool)
        .get("/api/v1/repositories?include_technologies=true")
        .await
        .rows();
    assert_eq!(repositories.len(), 30);
}

#[perf(max_queries = 3, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = large_dataset)]
#[should_panic(expected = "lazy::technologies_of")]
async fn repositories_lazy(pool: PgPool) {
    assert_eq!(
        app(pool)
            .get("/api/v1/lazy/repositories")
            .await
            .rows()
            .len(),
        30
    );
}

#[perf(max_queries = 3, n_plus_one = "deny", requires = ["postgres"], migrator = POSTGRES, dataset = small_knowledge)]
async fn knowledge_query(pool: PgPool) {
    let question = json!({ "query": "which queries need an index?", "top": 5 });
    let answers = app(pool)
        .post("/api/v1/knowledge/query", &question)
        .await
        .rows();
    assert_eq!(
        (answers.len(), &answers[0]["title"]),
        (5, &json!("Database indexes"))
    );
}
