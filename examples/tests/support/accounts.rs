//! What suites E, H and I ask of the accounts, on SQLite as on Postgres. The data is `PEOPLE`.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use axum::http::StatusCode;
use perf_runtime::Iteration;
use serde_json::{Value, json};

use crate::client::{Client, Reply};

/// The user with this number: the first of all is 1.
pub(crate) async fn find(client: &Client, path: &str, number: u64) {
    let path = format!("/api/v1/users/{path}");
    let user = client.get(&path).await.expect(StatusCode::OK);
    assert_eq!(user["username"], format!("user{number}"), "{user}");
}

pub(crate) async fn sign_up(client: &Client, run: Iteration) {
    let name = format!("new{}", run.unique);
    let user = json!({ "username": name, "email": format!("{name}@example.com"), "password": "correct horse" });
    let created = client.post("/api/v1/users", &user).await;
    created.expect(StatusCode::CREATED);
}

/// Each run another of the users, from the second on: the first is the one in whose name it is done.
pub(crate) fn another(run: Iteration) -> u64 {
    2 + run.unique % 99
}

pub(crate) async fn update(client: &Client, run: Iteration) {
    let change = json!({ "email": format!("moved{}@example.com", run.unique), "team": "Team 1" });
    let path = format!("/api/v1/users/{}", another(run));
    client.put(&path, &change).await.expect(StatusCode::OK);
}

pub(crate) async fn delete(client: &Client, run: Iteration) {
    let path = format!("/api/v1/users/{}", another(run));
    client.delete(&path).await.expect(StatusCode::NO_CONTENT);
}

pub(crate) async fn restore(client: &Client, run: Iteration) {
    let path = format!("/api/v1/users/{}/restore", another(run));
    let restored = client.post(&path, &Value::Null).await;
    restored.expect(StatusCode::NO_CONTENT);
}

pub(crate) async fn of_a_team(client: &Client) {
    let users = client.get("/api/v1/users?team=Team%203").await.rows();
    assert_eq!(users.len(), 20);
    assert!(users.iter().all(|user| user["team"] == "Team 3"));
}

pub(crate) async fn by_team(client: &Client) {
    let teams = client.get("/api/v1/users/by-team").await.rows();
    assert_eq!(teams.len(), 5);
    assert!(
        teams
            .iter()
            .all(|team| (&team["users"], &team["keys"]) == (&json!(20), &json!(40)))
    );
}

/// The newest deletions.
pub(crate) async fn deletions(client: &Client) {
    let path = "/api/v1/audit-log?action=delete_user&limit=20";
    let log = client.get(path).await.rows();
    assert_eq!(log.len(), 20);
    assert!(log.is_sorted_by_key(|row| row["id"].as_i64().map(|id| -id)));
}

/// A page of users with their keys, by one of the ways to load them.
pub(crate) async fn page(client: &Client, path: &str, limit: u64) {
    let path = format!("/api/v1/{path}?limit={limit}");
    let users = client.get(&path).await.rows();
    assert_eq!(users.len() as u64, limit);
    let keys = |user: &Value| user["keys"].as_array().map(Vec::len);
    assert!(users.iter().all(|user| keys(user) == Some(2)));
}

pub(crate) async fn import(client: &Client, path: &str, run: Iteration, count: u64) {
    let first = run.unique * count;
    let invited: Value = (first..first + count)
        .map(|i| json!({ "username": format!("new{i}"), "email": format!("new{i}@example.com"), "team": "Team 1" }))
        .collect();
    let imported = client.post(&format!("/api/v1/{path}"), &invited).await;
    imported.expect(StatusCode::CREATED);
}

/// So many users change their team.
pub(crate) async fn move_to_teams(client: &Client, path: &str, count: u64) {
    let moves: Value = (1..=count)
        .map(|id| json!({ "id": id, "team": "Team 1" }))
        .collect();
    let moved = client.put(&format!("/api/v1/{path}"), &moves).await;
    moved.expect(StatusCode::NO_CONTENT);
}

/// One of four things that are done all day.
pub(crate) async fn operation(client: &Client, run: Iteration, i: u64) {
    match i % 4 {
        0 => find(client, "42", 42).await,
        1 => page(client, "users/with-keys", 10).await,
        2 => move_to_teams(client, "users/teams", 3).await,
        _ => {
            let unique = run.unique * 1_000 + i;
            update(client, Iteration { unique, ..run }).await;
        }
    }
}

/// One of three things that fail, the first two of them in the middle of a transaction.
pub(crate) async fn failure(client: &Client, i: u64) -> Reply {
    match i % 3 {
        0 => {
            let moves =
                json!([{ "id": 2, "team": "Nowhere" }, { "id": 1_000_000, "team": "Nowhere" }]);
            client.put("/api/v1/users/teams", &moves).await
        }
        1 => {
            let taken = json!({ "email": "user3@example.com", "team": "Nowhere" });
            client.put("/api/v1/users/2", &taken).await
        }
        _ => client.get("/api/v1/users/1000000").await,
    }
}
