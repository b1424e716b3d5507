//! What suite C asks of the specification tool, on SQLite as on Postgres.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use axum::http::StatusCode;
use command_center::Db;
use command_center::seed::{Counts, Error, Seeding, fill};
use perf_runtime::Size;
use serde_json::{Value, json};

use crate::client::Client;

/// The rows of the program `seed --size SESSIONS`.
pub(crate) async fn seeded(db: Db, size: Size) -> Result<(), Error> {
    let sessions = u32::try_from(size.0).expect("a size of a suite");
    let seeding = Seeding {
        counts: Counts::of_size(sessions),
        ..Seeding::default()
    };
    fill(&db, &seeding, &mut |_| ()).await
}

pub(crate) async fn session_by_id(client: &Client) {
    let session = client.get("/api/v1/specs/42").await.expect(StatusCode::OK);
    assert_eq!(session["id"], 42);
}

fn ascending(rows: &[Value], column: &str) -> bool {
    rows.is_sorted_by_key(|row| row[column].as_i64())
}

pub(crate) async fn sessions_by_status(client: &Client) {
    let mut rows = client
        .get("/api/v1/specs?status=active&limit=20")
        .await
        .rows();
    assert_eq!(rows.len(), 20);
    assert!(rows.iter().all(|row| row["status"] == "active"));
    rows.reverse();
    assert!(ascending(&rows, "created_at"), "{rows:?}");
}

/// The first day has the first 144 sessions: one every ten minutes.
pub(crate) async fn sessions_of_a_day(client: &Client) {
    let day = "/api/v1/specs?status=done&from=1700000000&before=1700006000";
    let rows = client.get(day).await.rows();
    assert!((1..=10).contains(&rows.len()), "{rows:?}");
}

pub(crate) async fn sessions_by_title(client: &Client) {
    let rows = client
        .get("/api/v1/specs/search?title=Billing%20")
        .await
        .rows();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| {
        row["title"]
            .as_str()
            .is_some_and(|title| title.starts_with("Billing "))
    }));
}

pub(crate) async fn research_of_a_session(client: &Client) {
    assert_eq!(
        client.get("/api/v1/specs/42/research").await.rows().len(),
        3
    );
}

/// Two pages of the conversation, the second from where the first ended.
pub(crate) async fn conversation_page(client: &Client) {
    let first = client.get("/api/v1/specs/42/messages?limit=5").await.rows();
    let last = first.last().expect("a message");
    let path = format!(
        "/api/v1/specs/42/messages?limit=5&sent_at={}&id={}",
        last["sent_at"], last["id"]
    );
    let second = client.get(&path).await.rows();
    assert_eq!((first.len(), second.len()), (5, 3));
    assert!(ascending(&[first, second].concat(), "sent_at"));
}

pub(crate) async fn by_status(client: &Client, size: Size) {
    let rows = client.get("/api/v1/specs/by-status").await.rows();
    assert_eq!(rows.len(), 4);
    let counted: u64 = rows.iter().filter_map(|row| row["sessions"].as_u64()).sum();
    assert_eq!(counted, size.0);
}

pub(crate) async fn details(client: &Client, path: &str) {
    let details = client.get(path).await.expect(StatusCode::OK);
    let len = |relation: &str| details[relation].as_array().map(Vec::len);
    assert_eq!((len("research"), len("messages")), (Some(3), Some(8)));
}

pub(crate) async fn error_log(client: &Client) {
    let rows = client.get("/api/v1/specs/errors?limit=10").await.rows();
    assert!(!rows.is_empty() && rows.len() <= 10);
    assert!(rows.iter().all(|row| row["resolved_at"].is_null()));
}

pub(crate) async fn summary(client: &Client, size: Size) {
    let summary = client
        .get("/api/v1/specs/summary")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&summary["sessions"], &summary["messages"]),
        (&json!(size.0), &json!(8 * size.0))
    );
}

pub(crate) async fn say(client: &Client) {
    let said: Vec<_> = (0..20)
        .map(|i| json!({ "author": "user", "body": format!("Line {i}.") }))
        .collect();
    client
        .post("/api/v1/specs/42/messages", &json!(said))
        .await
        .expect(StatusCode::CREATED);
}

pub(crate) async fn of_day_computed(client: &Client) {
    let rows = client
        .get("/api/v1/lazy/specs/of-day?day=19676")
        .await
        .rows();
    assert!(!rows.is_empty());
}

/// Nowhere in any title, so that all have to be looked at.
pub(crate) async fn by_part_of_title(client: &Client) {
    let rows = client
        .get("/api/v1/lazy/specs/search?title=nowhere")
        .await
        .rows();
    assert!(rows.is_empty());
}

pub(crate) async fn changed_last(client: &Client) {
    assert_eq!(
        client.get("/api/v1/lazy/specs/recent").await.rows().len(),
        50
    );
}
