//! Suite I: how long people wait, and for which route they wait longest.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use command_center::{Db, Options, router};
use perf_runtime::{Iteration, Perf, User, load, perf};
use serde_json::json;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::task::JoinSet;

use crate::accounts;
use crate::app::{Program, Visitor};
use crate::client::Client;
use crate::data::KEY;
use crate::datasets::{everything, people};
use crate::routes::{ALL, HEALTH, Ranking};

async fn home(client: &Client) {
    let home = client.get("/api/v1/home").await.expect(StatusCode::OK);
    assert_eq!(home["figures"]["technologies"], 20);
}

/// The password's hash is the dear one.
async fn login(client: &Client, number: u64) {
    let user = json!({ "username": format!("user{number}"), "password": "correct horse" });
    let opened = client.post("/api/v1/sessions", &user).await;
    opened.expect(StatusCode::CREATED);
}

#[perf(max_ms = 100, warn(mean_ms = 50, stddev_ms = 25), iterations = 10, warmup = 1, max_queries = 2, migrator = SQLITE, dataset = everything, category = "responses")]
async fn home_page(visitor: Visitor) {
    home(&visitor).await;
}

#[perf(max_ms = 150, warn(mean_ms = 100, stddev_ms = 50), iterations = 10, warmup = 1, max_queries = 3, migrator = SQLITE, dataset = people, category = "responses")]
async fn log_in(visitor: Visitor) {
    login(&visitor, 42).await;
}

#[perf(max_ms = 200, warn(mean_ms = 100, stddev_ms = 50), iterations = 10, warmup = 1, max_queries = 3, migrator = SQLITE, dataset = everything, category = "responses")]
async fn api(visitor: Visitor) {
    let technologies = visitor.get("/api/v1/technologies").await.rows();
    assert_eq!(technologies.len(), 20);
}

#[perf(max_ms = 50, iterations = 20, warmup = 1, max_queries = 2, migrator = SQLITE, dataset = people, category = "responses")]
async fn user_by_name(program: Program) {
    accounts::find(&program, "by-username/user42", 42).await;
}

#[perf(max_ms = 100, iterations = 10, warmup = 1, max_queries = 2, migrator = SQLITE, dataset = people, category = "responses")]
async fn settings(program: Program) {
    let settings = program.get("/api/v1/settings").await;
    let settings = settings.expect(StatusCode::OK);
    assert_eq!(settings["setting 7"], "value 7");
}

#[perf(max_ms = 1000, iterations = 5, max_queries = 3, migrator = SQLITE, dataset = people, category = "responses")]
async fn import_of_100(program: Program, run: Iteration) {
    accounts::import(&program, "users/import", run, 100).await;
}

#[load(users = 10, iterations = 10, mean_ms = 200, max_queries = 2, migrator = SQLITE, dataset = everything, category = "responses")]
async fn home_page_by_10(visitor: Visitor) {
    home(&visitor).await;
}

/// At most one of them may fail. Twice what one alone may take is a soft limit: two processors have 220 ms to do for five
/// hashes, if nobody else uses them.
#[load(users = 5, iterations = 5, mean_ms = 1000, warn(mean_ms = 300), max_error_rate = 0.2, max_queries = 3, migrator = SQLITE, dataset = people, category = "responses")]
async fn log_in_by_5(visitor: Visitor, user: User) {
    login(&visitor, 1 + user.index).await;
}

/// Fifty people log in at once. A hash takes 19 MiB, and two of them are made at a time.
#[perf(max_peak = "100 MiB", max_queries = 150, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "responses")]
async fn log_in_by_50(visitor: Visitor) {
    let mut people = JoinSet::new();
    for number in 1..=50 {
        let visitor = visitor.clone();
        people.spawn(async move { login(&visitor, number).await });
    }
    people.join_all().await;
}

#[perf(max_ms = 10, iterations = 20, warmup = 1, max_queries = 0, migrator = SQLITE, category = "responses")]
async fn pool_acquire(pool: SqlitePool) -> sqlx::Result<()> {
    drop(pool.acquire().await?);
    Ok(())
}

/// More than 10 ms for each user is a sign that they are loaded one by one.
#[perf(warn(max_ms = 100), max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = people, category = "responses")]
async fn list_of_10_users(program: Program) {
    accounts::page(&program, "users/with-keys", 10).await;
}

/// All routes, the slowest first: the figures are in the record of the case.
#[perf(metric("slow routes", max = 0), n_plus_one = "allow", timeout = "2m", migrator = SQLITE, dataset = everything, category = "responses")]
async fn bottlenecks(options: SqliteConnectOptions, perf: Perf) -> sqlx::Result<()> {
    // Opened by the service, so that its connections have the vector search.
    let router = router(Db::sqlite(options).await?, Options::cheap());
    let ranking = Ranking::of(&Client::new(router).with_key(KEY), ALL).await;
    ranking.tell(&perf);
    Ok(())
}

#[perf(metric("slow routes", max = 0), migrator = SQLITE, dataset = everything, category = "responses")]
#[should_panic(expected = "over 500ms: GET /api/v1/lazy/health")]
async fn bottlenecks_with_a_slow_route(program: Program, perf: Perf) {
    let ranking = Ranking::of(&program, HEALTH).await;
    ranking.tell(&perf);
}
