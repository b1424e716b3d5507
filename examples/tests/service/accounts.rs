//! Accounts: users, their keys, what they prefer and what they did.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::Client;
use crate::{create, service};

async fn rows(client: &Client, path: &str) -> Vec<Value> {
    client.get(&format!("/api/v1/{path}")).await.rows()
}

fn column(rows: &[Value], name: &str) -> Vec<Value> {
    rows.iter().map(|row| row[name].clone()).collect()
}

fn invited(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| json!({ "username": name, "email": format!("{name}@example.com"), "team": "Engine" }))
        .collect()
}

async fn import(client: &Client, names: &[&str]) {
    let imported = client.post("/api/v1/users/import", &invited(names)).await;
    imported.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_user_is_found_by_id_name_and_email() {
    let (client, _folder) = service().await;
    let ada = client.sign_in("ada").await;
    let me = ada.get("/api/v1/sessions").await.expect(StatusCode::OK);
    assert_eq!(me["team"], "none");
    for path in ["1", "by-username/ada", "by-email/ada@example.com"] {
        let found = ada.get(&format!("/api/v1/users/{path}")).await;
        assert_eq!(found.expect(StatusCode::OK), me, "{path}");
    }
    for path in ["2", "by-username/eve", "by-email/eve@example.com"] {
        let missing = ada.get(&format!("/api/v1/users/{path}")).await;
        missing.expect(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn who_is_deleted_is_seen_nowhere_until_restored() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    let eve = client.clone().sign_in("eve").await;
    let key = key(&eve, "deploy").await;
    let sign_in = json!({ "username": "eve", "password": "correct horse" });

    let deleted = ada.delete("/api/v1/users/2").await;
    deleted.expect(StatusCode::NO_CONTENT);
    for path in ["2", "by-username/eve", "by-email/eve@example.com"] {
        let missing = ada.get(&format!("/api/v1/users/{path}")).await;
        missing.expect(StatusCode::NOT_FOUND);
    }
    assert_eq!(column(&rows(&ada, "users").await, "username"), ["ada"]);
    assert_eq!(
        column(&rows(&ada, "users?deleted=true").await, "username"),
        ["eve"]
    );
    for refused in [
        eve.get("/api/v1/sessions").await,
        client.clone().with_key(&key).get("/api/v1/sessions").await,
        client.post("/api/v1/sessions", &sign_in).await,
        ada.post("/api/v1/users/99/restore", &Value::Null).await,
        ada.delete("/api/v1/users/2").await,
    ] {
        assert!(refused.status.is_client_error(), "{refused:?}");
    }

    let restored = ada.post("/api/v1/users/2/restore", &Value::Null).await;
    restored.expect(StatusCode::NO_CONTENT);
    for let_in in [
        eve.get("/api/v1/sessions").await,
        client.with_key(&key).get("/api/v1/sessions").await,
    ] {
        assert_eq!(let_in.expect(StatusCode::OK)["username"], "eve");
    }
    let again = ada.post("/api/v1/users/2/restore", &Value::Null).await;
    again.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn users_are_changed_and_counted_by_team() {
    let (client, _folder) = service().await;
    let ada = client.sign_in("ada").await;
    import(&ada, &["bob", "cem", "dan"]).await;
    let change = json!({ "email": "ada@engine.example", "team": "Site" });
    let changed = ada.put("/api/v1/users/1", &change).await;
    assert_eq!(
        changed.expect(StatusCode::OK)["email"],
        "ada@engine.example"
    );
    let taken = json!({ "email": "bob@example.com", "team": "Site" });
    let refused = ada.put("/api/v1/users/1", &taken).await;
    refused.expect(StatusCode::CONFLICT);
    let nobody = ada.put("/api/v1/users/99", &change).await;
    nobody.expect(StatusCode::NOT_FOUND);
    key(&ada, "deploy").await;

    let engine = rows(&ada, "users?team=Engine&limit=2").await;
    assert_eq!(column(&engine, "username"), ["bob", "cem"]);
    let teams = rows(&ada, "users/by-team").await;
    assert_eq!(column(&teams, "team"), ["Engine", "Site"]);
    assert_eq!(column(&teams, "users"), [3, 1]);
    assert_eq!(column(&teams, "keys"), [0, 1]);
    assert_eq!(teams[0]["newest_key_at"], Value::Null);
}

#[tokio::test]
async fn an_import_is_all_or_nothing_and_opens_to_no_password() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    let path = "/api/v1/users/import";
    let refused = ada.post(path, &invited(&["bob", "ada"])).await;
    refused.expect(StatusCode::CONFLICT);
    assert_eq!(rows(&ada, "users").await.len(), 1);
    for wrong in [json!([]), invited(&["x"; 1001])] {
        let refused = ada.post(path, &wrong).await;
        refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    import(&ada, &["bob"]).await;
    for password in ["!", "", "correct horse"] {
        let sign_in = json!({ "username": "bob", "password": password });
        let refused = client.post("/api/v1/sessions", &sign_in).await;
        refused.expect(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn several_move_together_or_not_at_all() {
    let (client, _folder) = service().await;
    let ada = client.sign_in("ada").await;
    import(&ada, &["bob", "cem"]).await;
    let moves = |last: i64| json!([{ "id": 2, "team": "Site" }, { "id": last, "team": "Search" }]);
    let refused = ada.put("/api/v1/users/teams", &moves(99)).await;
    refused.expect(StatusCode::NOT_FOUND);
    let teams = async || column(&rows(&ada, "users").await, "team");
    assert_eq!(teams().await, ["none", "Engine", "Engine"]);
    let moved = ada.put("/api/v1/users/teams", &moves(3)).await;
    moved.expect(StatusCode::NO_CONTENT);
    assert_eq!(teams().await, ["none", "Site", "Search"]);
}

/// Makes a key, which is shown this once.
async fn key(client: &Client, name: &str) -> String {
    let created = client
        .post("/api/v1/api-keys", &json!({ "name": name }))
        .await;
    let key = created.expect(StatusCode::CREATED)["key"].clone();
    key.as_str().expect("a key").to_owned()
}

#[tokio::test]
async fn a_key_opens_until_it_is_revoked() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    let eve = client.clone().sign_in("eve").await;
    let key = key(&ada, "deploy").await;
    let program = client.with_key(&key);
    create(&program, "/api/v1/projects", json!({ "name": "Engine" })).await;

    let keys = rows(&ada, "api-keys").await;
    assert_eq!(column(&keys, "name"), ["deploy"]);
    assert!(!keys[0].to_string().contains(&key), "{keys:?}");
    assert_eq!(rows(&eve, "api-keys").await, [] as [Value; 0]);

    let path = "/api/v1/api-keys/1";
    eve.delete(path).await.expect(StatusCode::NOT_FOUND);
    ada.delete(path).await.expect(StatusCode::NO_CONTENT);
    ada.delete(path).await.expect(StatusCode::NOT_FOUND);
    let refused = program.get("/api/v1/sessions").await;
    refused.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn each_change_is_in_the_log() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    let eve = client.sign_in("eve").await;
    import(&ada, &["bob", "cem"]).await;
    ada.delete("/api/v1/users/3").await;
    eve.post("/api/v1/users/3/restore", &Value::Null).await;
    let change = json!({ "email": "bob@engine.example", "team": "Site" });
    eve.put("/api/v1/users/3", &change).await;
    // It did not happen, so it is not told.
    eve.put("/api/v1/users/99", &change).await;
    key(&eve, "deploy").await;
    eve.delete("/api/v1/api-keys/1").await;

    let log = rows(&ada, "audit-log").await;
    assert_eq!(
        column(&log, "action"),
        [
            "revoke_key",
            "create_key",
            "update_user",
            "restore_user",
            "delete_user",
            "import_users"
        ]
    );
    assert_eq!(column(&log, "subject_id")[2..5], [3, 3, 3]);
    assert_eq!(
        (&log[5]["subject_id"], &log[5]["changed"]),
        (&Value::Null, &json!(2))
    );
    let of_ada = rows(&ada, "audit-log?actor_id=1").await;
    assert_eq!(column(&of_ada, "actor"), ["ada", "ada"]);
    let restored = rows(&ada, "audit-log?action=restore_user").await;
    assert_eq!(column(&restored, "actor"), ["eve"]);
}

#[tokio::test]
async fn settings_are_of_each_user() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    let eve = client.sign_in("eve").await;
    let path = "/api/v1/settings";
    for settings in [
        json!({ "theme": "dark", "language": "tr" }),
        json!({ "theme": "light" }),
    ] {
        let set = ada.put(path, &settings).await;
        set.expect(StatusCode::NO_CONTENT);
    }
    let nothing = ada.put(path, &json!({})).await;
    nothing.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        ada.get(path).await.expect(StatusCode::OK),
        json!({ "theme": "light", "language": "tr" })
    );
    assert_eq!(eve.get(path).await.expect(StatusCode::OK), json!({}));
}

#[tokio::test]
async fn the_home_page_counts_and_shows_what_is_new() {
    let (client, _folder) = service().await;
    let ada = client.clone().sign_in("ada").await;
    for title in ["A", "B", "C", "D", "E", "F"] {
        create(&ada, "/api/v1/technologies", crate::technology(title)).await;
    }
    let home = client.get("/api/v1/home").await.expect(StatusCode::OK);
    assert_eq!(
        (&home["figures"]["technologies"], &home["figures"]["users"]),
        (&json!(6), &json!(1))
    );
    let titles = column(home["technologies"].as_array().expect("a list"), "title");
    assert_eq!(titles, ["F", "E", "D", "C", "B"]);
    // Twice, the second time from memory.
    for _ in 0..2 {
        let remembered = client.get("/api/v1/lazy/home?visitor=eve").await;
        assert_eq!(remembered.expect(StatusCode::OK), home);
    }
}

#[tokio::test]
async fn the_slow_requests_answer_the_same() {
    let (client, _folder) = service().await;
    let ada = client.sign_in("ada").await;
    for (path, names) in [
        ("users/import", ["bob", "cem"]),
        ("lazy/users/import", ["dan", "eli"]),
    ] {
        let path = format!("/api/v1/{path}");
        let imported = ada.post(&path, &invited(&names)).await;
        imported.expect(StatusCode::CREATED);
    }
    key(&ada, "deploy").await;
    key(&ada, "backup").await;
    let moves = json!([{ "id": 4, "team": "Site" }, { "id": 5, "team": "Site" }]);
    let moved = ada.put("/api/v1/lazy/users/teams", &moves).await;
    moved.expect(StatusCode::NO_CONTENT);

    let users = rows(&ada, "users/with-keys").await;
    assert_eq!(
        column(&users, "team"),
        ["none", "Engine", "Engine", "Site", "Site"]
    );
    let keys = column(users[0]["keys"].as_array().expect("a list"), "name");
    assert_eq!(keys, ["deploy", "backup"]);
    assert_eq!(users, rows(&ada, "lazy/users/with-keys").await);
    assert_eq!(users, rows(&ada, "lazy/users/with-all-keys").await);
    let health = ada.get("/api/v1/lazy/health").await;
    assert_eq!(health.expect(StatusCode::OK), "ok");
}
