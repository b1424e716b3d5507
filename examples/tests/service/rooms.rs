//! Rooms, over a real socket.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::client::Client;
use crate::rooms_support::Served;
use crate::service;

/// A service that listens, a client of it, and the folder in which it lives.
async fn served() -> (Served, Client, TempDir) {
    let (client, folder) = service().await;
    let client = client.sign_in("ada").await;
    let key = client
        .post("/api/v1/api-keys", &json!({ "name": "rooms" }))
        .await;
    let key = key.expect(StatusCode::CREATED)["key"].clone();
    let served = Served::start(client.router(), key.as_str().expect("a key")).await;
    (served, client, folder)
}

async fn rooms(client: &Client) -> Value {
    let status = client.get("/api/v1/status").await.expect(StatusCode::OK);
    status["rooms"].clone()
}

#[tokio::test]
async fn what_one_says_all_of_the_room_hear_and_nobody_else() {
    let (served, client, _folder) = served().await;
    let mut lobby = served.members("lobby", 3).await;
    let mut garden = served.members("garden", 1).await;
    assert_eq!(rooms(&client).await, json!({ "rooms": 2, "members": 4 }));
    for text in ["hello", "is anybody there?"] {
        lobby[1].say(text).await;
        for member in &mut lobby {
            assert_eq!(member.hear().await, text);
        }
    }
    garden[0].say("alone").await;
    assert_eq!(garden[0].hear().await, "alone");
}

#[tokio::test]
async fn who_leaves_is_gone() {
    let (served, client, _folder) = served().await;
    let mut lobby = served.members("lobby", 2).await;
    lobby.remove(0).leave().await;
    lobby[0].say("still here").await;
    assert_eq!(lobby[0].hear().await, "still here");
    lobby.remove(0).leave().await;
    // The member goes just after its connection.
    while rooms(&client).await != json!({ "rooms": 0, "members": 0 }) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn strangers_stay_outside() {
    let (served, _client, _folder) = served().await;
    for key in [None, Some("cc_wrong")] {
        let joined = served.join_with("lobby", key).await;
        let Err(Error::Http(refused)) = joined else {
            panic!("{joined:?}");
        };
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    }
}

/// More than the sockets on both sides and the backlog take.
#[tokio::test]
async fn who_does_not_listen_is_left_behind() {
    let (served, _client, _folder) = served().await;
    let mut lobby = served.members("lobby", 2).await;
    let text = "x".repeat(60_000);
    for _ in 0..600 {
        lobby[1].say(&text).await;
        assert_eq!(lobby[1].hear().await, text);
    }
    let mut heard = 0;
    loop {
        match lobby[0].next().await {
            Message::Text(_) => heard += 1,
            Message::Close(Some(frame)) => {
                assert_eq!(
                    (frame.code, frame.reason.as_str()),
                    (CloseCode::Policy, "too far behind")
                );
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(heard < 600, "{heard}");
}
