//! `/api/v1/rooms/{room}`: a web socket. What one member says in a text, all members of the room hear.

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use axum::extract::{Path, State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use tokio::sync::broadcast::error::RecvError;

use super::app::App;
use super::auth::SignedIn;
use crate::hub::{Hub, Member};

pub(super) type Rooms = Hub<Utf8Bytes>;

/// Bytes of a message.
const LONGEST: usize = 64 * 1024;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/{room}", any(join))
}

async fn join(
    _: SignedIn,
    State(rooms): State<Rooms>,
    Path(room): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .max_message_size(LONGEST)
        .on_upgrade(async move |socket| take_part(socket, rooms.join(room)).await)
}

/// Until the client goes or falls behind. A connection that fails needs no word.
async fn take_part(mut socket: WebSocket, mut member: Member<Utf8Bytes>) {
    loop {
        tokio::select! {
            said = socket.recv() => match said {
                Some(Ok(Message::Text(text))) => member.say(text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
            heard = member.hears.recv() => match heard {
                Ok(text) => if socket.send(Message::Text(text)).await.is_err() {
                    return;
                },
                Err(RecvError::Lagged(_)) => {
                    let _ = socket.send(Message::Close(Some(behind()))).await;
                    return;
                }
                Err(RecvError::Closed) => return,
            },
        }
    }
}

/// Better no more messages than some that are missing.
fn behind() -> CloseFrame {
    CloseFrame {
        code: close_code::POLICY,
        reason: Utf8Bytes::from_static("too far behind"),
    }
}
