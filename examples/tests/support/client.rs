//! A client for the service's router: HTTP without a socket.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Sends requests to a router, as the user who signed in or whose key it has.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    token: Option<String>,
    key: Option<String>,
}

/// What the router answered.
#[derive(Debug)]
pub(crate) struct Reply {
    request: String,
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            token: None,
            key: None,
        }
    }

    /// The router that it sends to.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Shows this key from now on.
    pub(crate) fn with_key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// Signs a new user up and in.
    pub(crate) async fn sign_in(self, username: &str) -> Self {
        let email = format!("{username}@example.com");
        let user = json!({ "username": username, "email": email, "password": "correct horse" });
        self.post("/api/v1/users", &user)
            .await
            .expect(StatusCode::CREATED);
        self.sign_in_again(username).await
    }

    /// Signs a user in who is known already.
    pub(crate) async fn sign_in_again(mut self, username: &str) -> Self {
        let user = json!({ "username": username, "password": "correct horse" });
        let opened = self.post("/api/v1/sessions", &user).await;
        let token = opened.expect(StatusCode::CREATED)["token"].clone();
        self.token = Some(token.as_str().expect("a token").to_owned());
        self
    }

    pub(crate) async fn sign_out(self) {
        self.delete("/api/v1/sessions")
            .await
            .expect(StatusCode::NO_CONTENT);
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let request = format!("{method} {path}");
        let mut builder = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            builder = builder.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = &self.key {
            builder = builder.header("x-api-key", key);
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let sent = builder
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let response = self
            .router
            .clone()
            .oneshot(sent.expect("a request"))
            .await
            .unwrap_or_else(|never| match never {});
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX)
            .await
            .expect("a body");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Reply {
            request,
            status,
            body,
        }
    }
}

impl Reply {
    /// The body, when the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Value {
        let Self {
            request,
            status: got,
            body,
        } = self;
        assert_eq!(got, status, "{request}: {body}");
        body
    }

    /// The rows of a list.
    #[track_caller]
    pub(crate) fn rows(self) -> Vec<Value> {
        match self.expect(StatusCode::OK) {
            Value::Array(rows) => rows,
            other => panic!("no list: {other}"),
        }
    }
}
