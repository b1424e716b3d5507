//! The specification tool, on the rows of the program `seed`.

use axum::http::StatusCode;
use command_center::seed::{Counts, Seeding, fill};
use command_center::{Db, Options, router};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Client;

async fn seeded() -> (Client, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("service.db").display());
    let db = Db::connect(&url).await.expect("a database");
    db.migrate().await.expect("the schema");
    let seeding = Seeding {
        counts: Counts::of_size(300),
        ..Seeding::default()
    };
    fill(&db, &seeding, &mut |_| ()).await.expect("the rows");
    (Client::new(router(db, Options::cheap())), folder)
}

async fn rows(client: &Client, path: &str) -> Vec<Value> {
    client.get(&format!("/api/v1/{path}")).await.rows()
}

/// So that the order of two answers does not matter.
fn by_id(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_key(|row| row["id"].as_i64());
    rows
}

#[tokio::test]
async fn the_slow_requests_answer_the_same() {
    let (client, _folder) = seeded().await;

    let details = client.get("/api/v1/specs/7/details").await;
    let slow = client.get("/api/v1/lazy/specs/7/details").await;
    assert_eq!(details.expect(StatusCode::OK), slow.expect(StatusCode::OK));

    // 1,699,920,000 is the beginning of day 19,675, and the first session began within it.
    let mut of_day = Vec::new();
    for status in ["draft", "active", "review", "done"] {
        let path = format!("specs?limit=100&status={status}&from=1699920000&before=1700006400");
        of_day.append(&mut rows(&client, &path).await);
    }
    assert!(!of_day.is_empty());
    let slow = rows(&client, "lazy/specs/of-day?day=19675").await;
    assert_eq!(by_id(of_day), by_id(slow));

    let found = rows(&client, "specs/search?title=Reporting&limit=100").await;
    let slow = rows(&client, "lazy/specs/search?title=Reporting&limit=100").await;
    assert!(!found.is_empty());
    assert_eq!(found, slow);
    let within = rows(&client, "lazy/specs/search?title=port&limit=100").await;
    assert_eq!(found, within);
}

#[tokio::test]
async fn what_was_changed_last_comes_first() {
    let (client, _folder) = seeded().await;
    let recent = rows(&client, "lazy/specs/recent?limit=100").await;
    assert_eq!(recent.len(), 100);
    assert!(recent.is_sorted_by_key(|row| -row["updated_at"].as_i64().unwrap_or_default()));
}

#[tokio::test]
async fn pages_of_a_conversation_join_without_a_gap() {
    let (client, _folder) = seeded().await;
    let whole = rows(&client, "specs/7/messages").await;
    assert_eq!(whole.len(), 8);
    let mut joined = rows(&client, "specs/7/messages?limit=3").await;
    while let Some(last) = joined.last() {
        let (sent_at, id) = (&last["sent_at"], &last["id"]);
        let path = format!("specs/7/messages?limit=3&sent_at={sent_at}&id={id}");
        let page = rows(&client, &path).await;
        if page.is_empty() {
            break;
        }
        joined.extend(page);
    }
    assert_eq!(joined, whole);
}

#[tokio::test]
async fn what_is_said_is_part_of_the_conversation() {
    let (client, _folder) = seeded().await;
    let client = client.sign_in("ada").await;
    let said = json!([
        { "author": "user", "body": "Is it enough?" },
        { "author": "assistant", "body": "It is." },
    ]);
    let path = "/api/v1/specs/7/messages";
    client.post(path, &said).await.expect(StatusCode::CREATED);
    let conversation = rows(&client, "specs/7/messages").await;
    assert_eq!(conversation[9]["body"], "It is.");

    let nothing = client.post(path, &json!([])).await;
    nothing.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let nowhere = client.post("/api/v1/specs/1000000/messages", &said).await;
    nowhere.expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_summary_counts_what_was_filled_in() {
    let (client, _folder) = seeded().await;
    let summary = client
        .get("/api/v1/specs/summary")
        .await
        .expect(StatusCode::OK);
    for (kind, rows) in [
        ("sessions", 300),
        ("research", 900),
        ("messages", 2_400),
        ("documents", 180),
        ("errors", 450),
    ] {
        assert_eq!(summary[kind], rows, "{kind}");
    }
}

#[tokio::test]
async fn design_jobs_are_on_postgres_only() {
    let (client, _folder) = seeded().await;
    let refused = client.get("/api/v1/design-jobs").await;
    let body = refused.expect(StatusCode::NOT_FOUND);
    assert_eq!(body["error"], "design jobs are on Postgres only");
}
