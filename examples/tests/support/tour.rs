//! Every handler of the service once.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::Client;

/// Needs an empty database. 143 statements: those of the table of routes in the README, and one more for
/// each request that has to know who is signed in.
pub(crate) async fn tour(client: Client) {
    client.get("/health").await.expect(StatusCode::OK);
    let client = client.sign_in("ada").await;
    client.get("/api/v1/sessions").await.expect(StatusCode::OK);
    for (path, draft) in [
        (
            "technologies",
            json!({ "title": "Rust", "vendor": "Rust Foundation", "stage": "trial" }),
        ),
        (
            "repositories",
            json!({ "owner": "acme", "name": "engine", "url": "https://git.example/acme/engine" }),
        ),
        (
            "research-tasks",
            json!({ "technology_id": 1, "title": "Does it scale?", "status": "planned" }),
        ),
        (
            "knowledge",
            json!({ "technology_id": 1, "title": "Pools", "body": "A pool keeps connections open." }),
        ),
        ("projects", json!({ "name": "Engine" })),
    ] {
        let created = client.post(&format!("/api/v1/{path}"), &draft).await;
        assert_eq!(created.expect(StatusCode::CREATED)["id"], 1, "{path}");
    }
    let adopted = json!({ "title": "Rust", "vendor": "Rust Foundation", "stage": "adopt" });
    client
        .put("/api/v1/technologies/1", &adopted)
        .await
        .expect(StatusCode::OK);
    client
        .put("/api/v1/technologies/1/repositories/1", &Value::Null)
        .await
        .expect(StatusCode::NO_CONTENT);

    client
        .get("/api/v1/technologies/1")
        .await
        .expect(StatusCode::OK);
    for list in [
        "technologies",
        "repositories",
        "repositories?include_technologies=true",
        "research-tasks",
        "projects",
        "users",
        "lazy/technologies",
        "lazy/repositories",
        "lazy/research-tasks",
    ] {
        assert_eq!(
            client.get(&format!("/api/v1/{list}")).await.rows().len(),
            1,
            "{list}"
        );
    }
    let renamed = json!({ "name": "Engine room" });
    let renamed = client.put("/api/v1/projects/1", &renamed).await;
    renamed.expect(StatusCode::OK);
    for _ in 0..2 {
        let project = client.get("/api/v1/projects/1").await;
        assert_eq!(project.expect(StatusCode::OK)["name"], "Engine room");
    }
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    assert_eq!(status["projects"]["hits"], 1);
    let question = json!({ "query": "which connections are open?" });
    assert_eq!(
        client
            .post("/api/v1/knowledge/query", &question)
            .await
            .rows()
            .len(),
        1
    );
    specifications(&client).await;
    accounts(&client).await;

    client
        .delete("/api/v1/technologies/1")
        .await
        .expect(StatusCode::NO_CONTENT);
    client
        .delete("/api/v1/sessions")
        .await
        .expect(StatusCode::NO_CONTENT);
}

/// 32 of the statements.
async fn specifications(client: &Client) {
    let draft = json!({ "title": "Ordering" });
    let created = client.post("/api/v1/specs", &draft).await;
    assert_eq!(created.expect(StatusCode::CREATED)["id"], 1);
    let said = json!([{ "author": "user", "body": "It has to be quick." }]);
    client
        .post("/api/v1/specs/1/messages", &said)
        .await
        .expect(StatusCode::CREATED);

    let question = json!({ "question": "How quick?" });
    let asked = client.post("/api/v1/specs/1/ask", &question).await;
    asked.expect(StatusCode::CREATED);

    for one in ["1", "1/details", "summary"] {
        let path = format!("/api/v1/specs/{one}");
        client.get(&path).await.expect(StatusCode::OK);
    }
    let slow = client.get("/api/v1/lazy/specs/1/details").await;
    assert_eq!(slow.expect(StatusCode::OK)["messages"][0]["id"], 1);
    for (list, rows) in [
        ("specs?status=draft", 1),
        ("specs/search?title=Ord", 1),
        ("specs/by-status", 1),
        ("specs/1/messages", 3),
        ("specs/1/research", 0),
        ("specs/errors", 0),
        ("lazy/specs/recent", 1),
        ("lazy/specs/search?title=ring", 1),
        ("lazy/specs/of-day?day=0", 0),
    ] {
        let path = format!("/api/v1/{list}");
        assert_eq!(client.get(&path).await.rows().len(), rows, "{list}");
    }
}

/// 64 of the statements.
async fn accounts(client: &Client) {
    client.get("/api/v1/home").await.expect(StatusCode::OK);
    let invited = |name: &str| json!([{ "username": name, "email": format!("{name}@example.com"), "team": "Site" }]);
    let moved = json!([{ "id": 2, "team": "Engine" }]);
    for (prefix, name) in [("", "bob"), ("lazy/", "cem")] {
        let path = format!("/api/v1/{prefix}users");
        let imported = client.post(&format!("{path}/import"), &invited(name)).await;
        imported.expect(StatusCode::CREATED);
        let moved = client.put(&format!("{path}/teams"), &moved).await;
        moved.expect(StatusCode::NO_CONTENT);
    }
    let change = json!({ "email": "cem@engine.example", "team": "Engine" });
    let changed = client.put("/api/v1/users/3", &change).await;
    changed.expect(StatusCode::OK);
    let deleted = client.delete("/api/v1/users/3").await;
    deleted.expect(StatusCode::NO_CONTENT);
    let restored = client.post("/api/v1/users/3/restore", &Value::Null).await;
    restored.expect(StatusCode::NO_CONTENT);
    client.delete("/api/v1/users/3").await;

    let settings = "/api/v1/settings";
    let set = client.put(settings, &json!({ "theme": "dark" })).await;
    set.expect(StatusCode::NO_CONTENT);
    let key = json!({ "name": "deploy" });
    let created = client.post("/api/v1/api-keys", &key).await;
    created.expect(StatusCode::CREATED);
    let revoked = client.delete("/api/v1/api-keys/1").await;
    revoked.expect(StatusCode::NO_CONTENT);
    for one in [
        "settings",
        "users/1",
        "users/by-username/ada",
        "users/by-email/ada@example.com",
        "lazy/home?visitor=ada",
        "lazy/health",
    ] {
        let path = format!("/api/v1/{one}");
        client.get(&path).await.expect(StatusCode::OK);
    }
    for (list, rows) in [
        ("users/by-team", 2),
        ("users/with-keys", 2),
        ("lazy/users/with-keys", 2),
        ("lazy/users/with-all-keys", 2),
        ("api-keys", 1),
        ("audit-log", 10),
    ] {
        let path = format!("/api/v1/{list}");
        assert_eq!(client.get(&path).await.rows().len(), rows, "{list}");
    }
}
