//! A service on a socket, and clients of its rooms.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use command_center::serve;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::client::Client;

/// Where a service listens, and a key that opens it.
#[derive(Clone)]
pub(crate) struct Served {
    client: Client,
    address: SocketAddr,
    key: Arc<str>,
}

impl Served {
    /// Serves it until the runtime of the test ends.
    pub(crate) async fn start(router: Router, key: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let client = Client::new(router.clone());
        tokio::spawn(serve(listener, router, std::future::pending()));
        let key = key.into();
        Self {
            client,
            address,
            key,
        }
    }

    pub(crate) async fn join(&self, room: &str) -> Member {
        let key = Some(&*self.key);
        self.join_with(room, key).await.expect("a member")
    }

    /// As who has this key, or as a stranger.
    pub(crate) async fn join_with(&self, room: &str, key: Option<&str>) -> Result<Member, Error> {
        let url = format!("ws://{}/api/v1/rooms/{room}", self.address);
        let mut request = url.into_client_request()?;
        if let Some(key) = key {
            let key = key.parse().expect("a header");
            request.headers_mut().insert("x-api-key", key);
        }
        let without_delay = true;
        let (socket, _) = connect_async_with_config(request, None, without_delay).await?;
        Ok(Member(socket))
    }

    /// So many members of a room, all of whom are there.
    pub(crate) async fn members(&self, room: &str, count: u64) -> Vec<Member> {
        let before = self.present().await;
        let mut members = Vec::new();
        for _ in 0..count {
            members.push(self.join(room).await);
        }
        // A client is connected a little before it is a member.
        while self.present().await < before + count {
            tokio::task::yield_now().await;
        }
        members
    }

    /// The members of all rooms.
    async fn present(&self) -> u64 {
        let status = self.client.get("/api/v1/status").await;
        let status = status.expect(StatusCode::OK);
        status["rooms"]["members"].as_u64().expect("a figure")
    }
}

/// A member of a room.
#[derive(Debug)]
pub(crate) struct Member(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Member {
    pub(crate) async fn say(&mut self, text: &str) {
        let sent = self.0.send(Message::text(text)).await;
        sent.expect("a connection");
    }

    /// The next text.
    pub(crate) async fn hear(&mut self) -> String {
        match self.next().await {
            Message::Text(text) => text.as_str().to_owned(),
            other => panic!("no text: {other:?}"),
        }
    }

    /// The next message of any kind.
    pub(crate) async fn next(&mut self) -> Message {
        let message = self.0.next().await.expect("a connection that is open");
        message.expect("a message")
    }

    pub(crate) async fn leave(mut self) {
        self.0.close(None).await.expect("a connection");
        while self.0.next().await.is_some() {}
    }
}
