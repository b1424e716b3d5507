//! Agents that take part in a conversation.

use std::time::Duration;

use axum::http::StatusCode;
use command_center::{Db, Options, Policy, router};
use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;
use crate::model::{Does, StubModel};
use crate::{create, service};

/// A service whose agents ask this model, and the folder in which it lives.
async fn with_model(stub: &StubModel, policy: Policy) -> (Client, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("service.db").display());
    let db = Db::connect(&url).await.expect("a database");
    db.migrate().await.expect("the schema");
    let options = Options {
        model: Some(stub.model(policy)),
        ..Options::cheap()
    };
    let client = Client::new(router(db, options)).sign_in("ada").await;
    create(&client, "/api/v1/specs", json!({ "title": "Ordering" })).await;
    (client, folder)
}

async fn bodies(client: &Client) -> Vec<String> {
    let said = client.get("/api/v1/specs/1/messages").await.rows();
    said.iter()
        .map(|said| format!("{}: {}", said["author"], said["body"]))
        .collect()
}

#[tokio::test]
async fn a_question_and_its_answer_are_part_of_the_conversation() {
    let stub = StubModel::start(Duration::ZERO, |_| Does::Answer).await;
    let (client, _folder) = with_model(&stub, Policy::of_a_model()).await;
    for question in ["How quick?", "How much?"] {
        let asked = json!({ "question": question });
        let answered = client.post("/api/v1/specs/1/ask", &asked).await;
        let reply = answered.expect(StatusCode::CREATED)["reply"].clone();
        assert_eq!(reply, format!("As to {question}: yes."));
    }
    assert_eq!(
        bodies(&client).await,
        [
            r#""user": "How quick?""#,
            r#""assistant": "As to How quick?: yes.""#,
            r#""user": "How much?""#,
            r#""assistant": "As to How much?: yes.""#,
        ]
    );
    assert_eq!(
        stub.seen().lengths,
        [1, 3],
        "it is shown what was said before"
    );

    let asked = json!({ "question": "Where?" });
    let nowhere = client.post("/api/v1/specs/2/ask", &asked).await;
    nowhere.expect(StatusCode::NOT_FOUND);
    let empty = client
        .post("/api/v1/specs/1/ask", &json!({ "question": " " }))
        .await;
    empty.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stub.seen().calls.len(), 2);
}

#[tokio::test]
async fn a_question_that_is_not_answered_leaves_no_trace() {
    let stub = StubModel::start(Duration::ZERO, |_| Does::Refuse).await;
    let (client, _folder) = with_model(&stub, Policy::of_a_model()).await;
    let asked = client
        .post("/api/v1/specs/1/ask", &json!({ "question": "Why?" }))
        .await;
    let refused = asked.expect(StatusCode::BAD_GATEWAY);
    assert_eq!(refused, json!({ "error": "the model does not answer" }));
    assert_eq!(
        stub.seen().calls.len(),
        1,
        "what it refuses is not asked again"
    );
    assert!(bodies(&client).await.is_empty());
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    assert_eq!(
        status["agents"],
        json!({
            "asked": 0,
            "model": { "breaker": "closed", "trips": 0, "calls": 1, "failures": 0, "retries": 0 }
        })
    );
}

#[tokio::test]
async fn without_a_model_there_are_no_agents() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    let id = create(&client, "/api/v1/specs", json!({ "title": "Ordering" })).await;
    let asked = json!({ "question": "Why?" });
    let asked = client
        .post(&format!("/api/v1/specs/{id}/ask"), &asked)
        .await;
    asked.expect(StatusCode::SERVICE_UNAVAILABLE);
}
