//! What suites G and J ask of the agents, on SQLite as on Postgres.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use std::time::Duration;

use axum::http::StatusCode;
use command_center::Policy;
use perf_runtime::Perf;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::client::{Client, Reply};
use crate::model::{Does, StubModel};

/// One session of the specification tool, and who may ask in it.
pub(crate) const CONVERSATION: &str = "
    INSERT INTO spec_sessions (title, status, created_at, updated_at) VALUES ('Ordering', 'active', 1700000000, 1700000000);
";

/// Longer than any test runs.
pub(crate) const FOR_GOOD: Duration = Duration::from_hours(1);

/// The agents' own policy, but that a breaker stays open.
pub(crate) fn patient() -> Policy {
    Policy {
        open_for: FOR_GOOD,
        ..Policy::of_a_model()
    }
}

/// No call is repeated.
pub(crate) fn once() -> Policy {
    Policy {
        retries: 0,
        ..patient()
    }
}

pub(crate) fn fail(_: u64) -> Does {
    Does::Fail
}

pub(crate) fn answer(_: u64) -> Does {
    Does::Answer
}

pub(crate) fn hang(_: u64) -> Does {
    Does::Hang
}

pub(crate) async fn ask(client: &Client, question: u64) -> Reply {
    let question = json!({ "question": format!("question {question}") });
    client.post("/api/v1/specs/1/ask", &question).await
}

/// The questions with these numbers at once, and what became of each.
pub(crate) async fn ask_at_once(client: &Client, questions: u64) -> Vec<(u64, StatusCode)> {
    let mut asked = JoinSet::new();
    for question in 0..questions {
        let client = client.clone();
        asked.spawn(async move { (question, ask(&client, question).await.status) });
    }
    asked.join_all().await
}

pub(crate) fn with_status(asked: &[(u64, StatusCode)], status: StatusCode) -> usize {
    asked.iter().filter(|(_, got)| *got == status).count()
}

/// What the service says of its model.
pub(crate) async fn model(client: &Client) -> Value {
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    status["agents"]["model"].clone()
}

/// Of the questions of which a call failed, the share that was answered all the same.
pub(crate) async fn recover(client: &Client, stub: &StubModel, perf: &Perf) {
    let asked = ask_at_once(client, 100).await;
    let failed = stub.seen().failed;
    let recovered = asked.iter().filter(|(question, status)| {
        *status == StatusCode::CREATED && failed.contains(&format!("question {question}"))
    });
    let recovered = recovered.count();
    perf.record("recovered", recovered as f64 / failed.len() as f64);
    perf.note(format!(
        "a call failed for {} of 100, {recovered} of them recovered",
        failed.len()
    ));
}

/// Many ask at once, and the model fails every time: all are told so, and the model is left alone.
pub(crate) async fn storm(client: &Client, stub: &StubModel, perf: &Perf) {
    let asked = ask_at_once(client, 200).await;
    let told = with_status(&asked, StatusCode::BAD_GATEWAY)
        + with_status(&asked, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(told, 200, "{asked:?}");
    let seen = stub.seen();
    perf.record("calls", seen.calls.len() as f64);
    perf.record("calls at once", seen.most as f64);
}
