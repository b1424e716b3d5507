//! The service itself, through its router, on SQLite in a temporary folder.

use axum::http::StatusCode;
use client::Client;
use command_center::{Db, Options, router};
use serde_json::{Value, json};
use tempfile::TempDir;

mod accounts;
mod agents;
#[path = "../support/client.rs"]
mod client;
#[path = "../support/model.rs"]
mod model;
mod rooms;
#[path = "../support/rooms.rs"]
mod rooms_support;
mod specs;

/// A service with an empty database, and the folder in which it lives.
async fn service() -> (Client, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("service.db").display());
    let db = Db::connect(&url).await.expect("a database");
    db.migrate().await.expect("the schema");
    (Client::new(router(db, Options::cheap())), folder)
}

async fn create(client: &Client, path: &str, draft: Value) -> i64 {
    let created = client.post(path, &draft).await.expect(StatusCode::CREATED);
    created["id"].as_i64().expect("an id")
}

fn technology(title: &str) -> Value {
    json!({ "title": title, "vendor": "Acme", "stage": "trial", "summary": "Fast." })
}

#[tokio::test]
async fn is_healthy() {
    let (client, _folder) = service().await;
    assert_eq!(client.get("/health").await.expect(StatusCode::OK), "ok");
}

#[tokio::test]
async fn technologies_are_created_read_updated_and_deleted() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    let id = create(&client, "/api/v1/technologies", technology("Rust")).await;
    let path = format!("/api/v1/technologies/{id}");

    let found = client.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&found["title"], &found["stage"]),
        (&json!("Rust"), &json!("trial"))
    );
    assert_eq!(
        (&found["repositories"], &found["research_tasks"]),
        (&json!([]), &json!([]))
    );

    let adopted = json!({ "title": "Rust", "vendor": "Rust Foundation", "stage": "adopt" });
    client.put(&path, &adopted).await.expect(StatusCode::OK);
    let found = client.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&found["vendor"], &found["stage"]),
        (&json!("Rust Foundation"), &json!("adopt"))
    );

    client.delete(&path).await.expect(StatusCode::NO_CONTENT);
    client.get(&path).await.expect(StatusCode::NOT_FOUND);
    client.delete(&path).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    for title in ["A", "B", "C"] {
        create(&client, "/api/v1/technologies", technology(title)).await;
    }
    let titles = async |page: &str| -> Vec<Value> {
        let rows = client
            .get(&format!("/api/v1/technologies{page}"))
            .await
            .rows();
        rows.into_iter().map(|row| row["title"].clone()).collect()
    };
    assert_eq!(titles("").await, ["A", "B", "C"]);
    assert_eq!(titles("?limit=2").await, ["A", "B"]);
    assert_eq!(titles("?limit=2&offset=2").await, ["C"]);
    assert_eq!(titles("?offset=3").await, [] as [&str; 0]);
    for wrong in ["?limit=0", "?limit=101", "?offset=-1", "?limit=ten"] {
        let reply = client.get(&format!("/api/v1/technologies{wrong}")).await;
        assert!(
            reply.expect(StatusCode::BAD_REQUEST)["error"].is_string(),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn mistakes_are_told_apart() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    create(&client, "/api/v1/technologies", technology("Rust")).await;
    let short = json!({ "username": "eve", "email": "eve@example.com", "password": "1234567" });
    for (path, draft, status) in [
        ("/api/v1/users", short, StatusCode::UNPROCESSABLE_ENTITY),
        (
            "/api/v1/technologies",
            technology("Rust"),
            StatusCode::CONFLICT,
        ),
        (
            "/api/v1/technologies",
            technology("  "),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/api/v1/technologies",
            json!({ "title": "Go" }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/api/v1/research-tasks",
            json!({ "technology_id": 99, "title": "Measure it", "status": "planned" }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let body = client.post(path, &draft).await.expect(status);
        assert!(body["error"].is_string(), "{draft}: {body}");
    }
}

/// Two technologies that share a repository, one more repository, and a task each.
async fn related(client: &Client) {
    for title in ["Rust", "Tokio"] {
        let technology = create(client, "/api/v1/technologies", technology(title)).await;
        let task = json!({ "technology_id": technology, "title": format!("Try {title}"), "status": "in_progress" });
        create(client, "/api/v1/research-tasks", task).await;
    }
    for (name, technologies) in [("engine", &[1, 2][..]), ("site", &[2])] {
        let draft = json!({ "owner": "acme", "name": name, "url": format!("https://git.example/acme/{name}") });
        let repository = create(client, "/api/v1/repositories", draft).await;
        for technology in technologies {
            let link = format!("/api/v1/technologies/{technology}/repositories/{repository}");
            client
                .put(&link, &Value::Null)
                .await
                .expect(StatusCode::NO_CONTENT);
            client
                .put(&link, &Value::Null)
                .await
                .expect(StatusCode::NO_CONTENT);
        }
    }
}

#[tokio::test]
async fn relations_are_part_of_the_lists() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    related(&client).await;
    let names = |list: &Value, field: &str| -> Vec<String> {
        let rows = list.as_array().expect("a list").iter();
        rows.map(|row| row[field].as_str().expect("text").to_owned())
            .collect()
    };

    let technologies = client.get("/api/v1/technologies").await.rows();
    assert_eq!(names(&technologies[0]["repositories"], "name"), ["engine"]);
    assert_eq!(
        names(&technologies[1]["repositories"], "name"),
        ["engine", "site"]
    );
    assert_eq!(
        names(&technologies[1]["research_tasks"], "title"),
        ["Try Tokio"]
    );
    for technology in &technologies {
        let path = format!("/api/v1/technologies/{}", technology["id"]);
        assert_eq!(client.get(&path).await.expect(StatusCode::OK), *technology);
    }

    let tasks = client.get("/api/v1/research-tasks").await.rows();
    assert_eq!(
        (&tasks[1]["status"], &tasks[1]["technology"]["title"]),
        (&json!("in_progress"), &json!("Tokio"))
    );

    let plain = client.get("/api/v1/repositories").await.rows();
    assert_eq!(plain[0].get("technologies"), None);
    let repositories = client
        .get("/api/v1/repositories?include_technologies=true")
        .await
        .rows();
    assert_eq!(
        names(&repositories[0]["technologies"], "title"),
        ["Rust", "Tokio"]
    );
    assert_eq!(names(&repositories[1]["technologies"], "title"), ["Tokio"]);
}

#[tokio::test]
async fn the_lazy_lists_answer_the_same() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    related(&client).await;
    for (mended, lazy) in [
        ("/api/v1/technologies", "/api/v1/lazy/technologies"),
        ("/api/v1/research-tasks", "/api/v1/lazy/research-tasks"),
        (
            "/api/v1/repositories?include_technologies=true",
            "/api/v1/lazy/repositories",
        ),
    ] {
        let rows = client.get(mended).await.rows();
        assert_eq!(rows.len(), 2, "{mended}");
        assert_eq!(rows, client.get(lazy).await.rows());
    }
}

#[tokio::test]
async fn knowledge_is_found_by_meaning() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    for (title, body) in [
        (
            "Connection pools",
            "A pool keeps database connections open, so that a request need not wait for a new one.",
        ),
        (
            "Rotating keys",
            "The signing keys of the mobile application are replaced every quarter.",
        ),
        (
            "Water cooling",
            "Pumps move the water through the racks; a leak trips the breaker.",
        ),
    ] {
        create(
            &client,
            "/api/v1/knowledge",
            json!({ "title": title, "body": body }),
        )
        .await;
    }
    let ask = async |query: &str, top: u8| {
        client
            .post(
                "/api/v1/knowledge/query",
                &json!({ "query": query, "top": top }),
            )
            .await
            .rows()
    };
    for (query, title) in [
        (
            "why do requests wait for a connection to the database?",
            "Connection pools",
        ),
        (
            "when do we rotate the application's signing key",
            "Rotating keys",
        ),
        ("leaking pump", "Water cooling"),
    ] {
        let answers = ask(query, 2).await;
        assert_eq!(
            (answers.len(), &answers[0]["title"]),
            (2, &json!(title)),
            "{query}"
        );
        assert!(
            answers[0]["score"].as_f64() > answers[1]["score"].as_f64(),
            "{answers:?}"
        );
    }
    let same = ask(
        "Water cooling\nPumps move the water through the racks; a leak trips the breaker.",
        1,
    )
    .await;
    assert!(
        same[0]["score"].as_f64().is_some_and(|score| score > 0.999),
        "{same:?}"
    );
}

#[tokio::test]
async fn who_writes_signs_in() {
    let (anyone, _folder) = service().await;
    for path in [
        "technologies",
        "repositories",
        "research-tasks",
        "knowledge",
        "projects",
    ] {
        let refused = anyone.post(&format!("/api/v1/{path}"), &json!({})).await;
        refused.expect(StatusCode::UNAUTHORIZED);
    }
    anyone
        .get("/api/v1/users")
        .await
        .expect(StatusCode::UNAUTHORIZED);

    let ada = anyone.clone().sign_in("ada").await;
    let me = ada.get("/api/v1/sessions").await.expect(StatusCode::OK);
    assert_eq!(me["username"], "ada");
    assert_eq!(ada.get("/api/v1/users").await.rows(), [me]);

    ada.delete("/api/v1/sessions")
        .await
        .expect(StatusCode::NO_CONTENT);
    ada.get("/api/v1/sessions")
        .await
        .expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    let (client, _folder) = service().await;
    client.clone().sign_in("ada").await;
    let sign_in = async |username: &str, password: &str| {
        client
            .post(
                "/api/v1/sessions",
                &json!({ "username": username, "password": password }),
            )
            .await
    };
    let wrong_password = sign_in("ada", "correct house")
        .await
        .expect(StatusCode::UNAUTHORIZED);
    let wrong_name = sign_in("eve", "correct horse")
        .await
        .expect(StatusCode::UNAUTHORIZED);
    assert_eq!(wrong_password, wrong_name);
    sign_in("ada", "correct horse")
        .await
        .expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_project_belongs_to_who_made_it() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    create(&ada, "/api/v1/projects", json!({ "name": "Engine" })).await;
    let projects = client.get("/api/v1/projects").await.rows();
    assert_eq!(
        (&projects[0]["name"], &projects[0]["owner"]),
        (&json!("Engine"), &json!("ada"))
    );
}

#[tokio::test]
async fn a_project_is_remembered_until_it_changes() {
    let (client, _folder) = service().await;
    let client = client.sign_in("ada").await;
    let draft = |name: &str| json!({ "name": name, "description": "What it is for." });
    let id = create(&client, "/api/v1/projects", draft("Engine")).await;
    create(&client, "/api/v1/projects", draft("Site")).await;
    let path = format!("/api/v1/projects/{id}");
    let figures = async || {
        let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
        status["projects"].clone()
    };
    for _ in 0..3 {
        let found = client.get(&path).await.expect(StatusCode::OK);
        assert_eq!(
            (&found["name"], &found["owner"]),
            (&json!("Engine"), &json!("ada"))
        );
    }
    assert_eq!(figures().await, json!({ "hits": 2, "misses": 1 }));

    let changed = client.put(&path, &draft("Engine room")).await;
    assert_eq!(changed.expect(StatusCode::OK)["name"], "Engine room");
    let found = client.get(&path).await.expect(StatusCode::OK);
    assert_eq!(found["name"], "Engine room");
    assert_eq!(figures().await, json!({ "hits": 2, "misses": 2 }));

    let taken = client.put(&path, &draft("Site")).await;
    taken.expect(StatusCode::CONFLICT);
    for missing in ["/api/v1/projects/99", "/api/v1/projects/99"] {
        client.get(missing).await.expect(StatusCode::NOT_FOUND);
    }
    let missing = client.put("/api/v1/projects/99", &draft("None")).await;
    missing.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_pool_tells_how_it_is() {
    let (client, _folder) = service().await;
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    assert_eq!(status["pool"]["most"], 10);
    assert!(status["pool"]["open"].as_u64() >= Some(1), "{status}");
}
