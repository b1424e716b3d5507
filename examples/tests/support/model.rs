//! A stub of the model: it answers after a while, or fails as it was told to.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use command_center::{Model, Policy};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What a call comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    Answer,
    Fail,
    /// As something that will never be answered.
    Refuse,
    Hang,
}

/// What each call comes to, by its number: the first is 0.
type Script = fn(u64) -> Does;

/// A stub that listens.
#[derive(Clone)]
pub(crate) struct StubModel {
    url: Arc<str>,
    seen: Arc<Mutex<Seen>>,
}

/// What a stub has seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// When it was called.
    pub(crate) calls: Vec<Instant>,
    /// Calls under way, and the most that there were at once.
    pub(crate) now: u64,
    pub(crate) most: u64,
    /// How many messages it was shown each time.
    pub(crate) lengths: Vec<usize>,
    /// The questions of which a call failed.
    pub(crate) failed: HashSet<String>,
}

struct Stub {
    latency: Duration,
    script: Script,
    seen: Arc<Mutex<Seen>>,
}

impl StubModel {
    /// Listens until the runtime of the test ends.
    pub(crate) async fn start(latency: Duration, script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}/replies").into();
        let seen = Arc::default();
        let stub = Arc::new(Stub {
            latency,
            script,
            seen: Arc::clone(&seen),
        });
        let router = Router::new()
            .route("/replies", post(reply))
            .with_state(stub);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, seen }
    }

    pub(crate) fn model(&self, policy: Policy) -> Model {
        Model::at(&*self.url, policy).expect("a client")
    }

    pub(crate) fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }
}

async fn reply(
    State(stub): State<Arc<Stub>>,
    Json(prompt): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    let messages = prompt["messages"].as_array().map_or(&[][..], Vec::as_slice);
    let question = messages.last().and_then(|last| last["body"].as_str());
    let question = question.ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    let does = stub.begin(question, messages.len());
    if does == Does::Hang {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(stub.latency).await;
    lock(&stub.seen).now -= 1;
    match does {
        Does::Answer => Ok(Json(json!({ "reply": format!("As to {question}: yes.") }))),
        Does::Refuse => Err(StatusCode::UNPROCESSABLE_ENTITY),
        Does::Fail | Does::Hang => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

impl Stub {
    fn begin(&self, question: &str, length: usize) -> Does {
        let mut seen = lock(&self.seen);
        let does = (self.script)(seen.calls.len() as u64);
        seen.calls.push(Instant::now());
        seen.lengths.push(length);
        seen.now += 1;
        seen.most = seen.most.max(seen.now);
        if does == Does::Fail {
            seen.failed.insert(question.to_owned());
        }
        does
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Three calls of ten fail, never two in a row.
pub(crate) fn three_of_ten(call: u64) -> Does {
    match call % 10 {
        0 | 3 | 7 => Does::Fail,
        _ => Does::Answer,
    }
}
