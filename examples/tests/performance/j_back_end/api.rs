//! The API: its replies, and a thousand requests of fifty users.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::{Iteration, load, perf};

use crate::accounts;
use crate::app::{Program, Visitor};
use crate::datasets::everything;

#[perf(threshold = "api_replies", iterations = 20, warmup = 1, max_queries = 8, migrator = SQLITE, dataset = everything, category = "back end")]
async fn replies(program: Program) {
    for path in ["home", "technologies", "repositories", "settings", "status"] {
        let path = format!("/api/v1/{path}");
        program.get(&path).await.expect(StatusCode::OK);
    }
}

#[load(users = 50, iterations = 1000, threshold = "api_by_50", max_queries = 3, migrator = SQLITE, dataset = everything, category = "back end")]
async fn by_50(visitor: Visitor, program: Program, run: Iteration) {
    match run.unique % 4 {
        0 => drop(visitor.get("/api/v1/home").await.expect(StatusCode::OK)),
        1 => accounts::page(&program, "users/with-keys", 10).await,
        2 => accounts::find(&program, "by-username/user42", 42).await,
        _ => drop(visitor.get("/health").await.expect(StatusCode::OK)),
    }
}
