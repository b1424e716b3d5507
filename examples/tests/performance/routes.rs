//! All routes of the service, and which of them are the slowest.

use std::time::{Duration, Instant};

use axum::http::Method;
use perf_runtime::Perf;
use serde_json::Value;

use crate::client::Client;

/// A request: its method, its path, and its body, which is empty where there is none. `#` is the number of the visit, so
/// that each creates, changes or deletes something else.
type Route = (Method, &'static str, &'static str);

/// How often each route is visited. The fastest visit counts: whatever else the machine does only adds to it.
const VISITS: u32 = 3;

/// What is slow.
const SLOW: Duration = Duration::from_millis(500);

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const DELETE: Method = Method::DELETE;

/// The routes on SQLite but for those that are kept as they were before they were mended.
#[rustfmt::skip]
pub(crate) const ALL: &[Route] = &[
    (GET, "/health", ""),
    (GET, "/api/v1/home", ""),
    (GET, "/api/v1/technologies", ""),
    (POST, "/api/v1/technologies", r#"{"title": "New #", "vendor": "Acme", "stage": "trial"}"#),
    (GET, "/api/v1/technologies/7", ""),
    (PUT, "/api/v1/technologies/7", r#"{"title": "Other #", "vendor": "Acme", "stage": "trial"}"#),
    (PUT, "/api/v1/technologies/7/repositories/1", "null"),
    (DELETE, "/api/v1/technologies/1#", ""),
    (GET, "/api/v1/repositories", ""),
    (GET, "/api/v1/repositories?include_technologies=true", ""),
    (POST, "/api/v1/repositories", r#"{"owner": "acme", "name": "new-#", "url": "https://git.example/new-#"}"#),
    (GET, "/api/v1/research-tasks", ""),
    (POST, "/api/v1/research-tasks", r#"{"technology_id": 1, "title": "Question #", "status": "planned"}"#),
    (POST, "/api/v1/knowledge", r#"{"title": "New #", "body": "What is new."}"#),
    (POST, "/api/v1/knowledge/query", r#"{"query": "which queries need an index?"}"#),
    (GET, "/api/v1/projects", ""),
    (POST, "/api/v1/projects", r#"{"name": "Project #"}"#),
    (GET, "/api/v1/users", ""),
    (POST, "/api/v1/users", r#"{"username": "new#", "email": "new#@example.com", "password": "correct horse"}"#),
    (GET, "/api/v1/users/42", ""),
    (GET, "/api/v1/users/by-username/user42", ""),
    (GET, "/api/v1/users/by-email/user42@example.com", ""),
    (GET, "/api/v1/users/by-team", ""),
    (GET, "/api/v1/users/with-keys", ""),
    (PUT, "/api/v1/users/42", r#"{"email": "other#@example.com", "team": "Team 1"}"#),
    (DELETE, "/api/v1/users/5#", ""),
    (POST, "/api/v1/users/5#/restore", "null"),
    (POST, "/api/v1/users/import", r#"[{"username": "invited#", "email": "invited#@example.com", "team": "Team 1"}]"#),
    (PUT, "/api/v1/users/teams", r#"[{"id": 42, "team": "Team #"}]"#),
    (GET, "/api/v1/settings", ""),
    (PUT, "/api/v1/settings", r#"{"theme": "dark"}"#),
    (GET, "/api/v1/api-keys", ""),
    (POST, "/api/v1/api-keys", r#"{"name": "New #"}"#),
    (DELETE, "/api/v1/api-keys/20#", ""),
    (GET, "/api/v1/audit-log", ""),
    (GET, "/api/v1/sessions", ""),
    (POST, "/api/v1/sessions", r#"{"username": "user42", "password": "correct horse"}"#),
    (POST, "/api/v1/specs", r#"{"title": "Specification #"}"#),
    (GET, "/api/v1/specs?status=draft", ""),
    (GET, "/api/v1/specs/search?title=Spec", ""),
    (GET, "/api/v1/specs/1", ""),
    (GET, "/api/v1/specs/1/details", ""),
    (GET, "/api/v1/specs/1/research", ""),
    (POST, "/api/v1/specs/1/messages", r#"[{"author": "user", "body": "Line #."}]"#),
    (GET, "/api/v1/specs/1/messages", ""),
    (GET, "/api/v1/specs/errors", ""),
    (GET, "/api/v1/specs/by-status", ""),
    (GET, "/api/v1/specs/summary", ""),
];

/// How the service is asked whether it is well, and how it was asked once.
pub(crate) const HEALTH: &[Route] = &[(GET, "/health", ""), (GET, "/api/v1/lazy/health", "")];

/// Routes and their times, the slowest first.
pub(crate) struct Ranking(Vec<(String, Duration)>);

impl Ranking {
    /// Visits each route.
    pub(crate) async fn of(client: &Client, routes: &[Route]) -> Self {
        let mut ranking = Vec::new();
        for (method, path, body) in routes {
            let mut fastest = Duration::MAX;
            for visit in 1..=VISITS {
                fastest = fastest.min(visited(client, method, path, body, visit).await);
            }
            ranking.push((format!("{method} {path}"), fastest));
        }
        ranking.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
        Self(ranking)
    }

    /// Makes them figures of the case, in milliseconds and in their order, and names those that are slow.
    pub(crate) fn tell(&self, perf: &Perf) {
        for (route, time) in &self.0 {
            perf.record(format!("{route}, ms"), time.as_secs_f64() * 1e3);
        }
        let slow = self.0.iter().take_while(|(_, time)| *time > SLOW);
        let named: Vec<_> = slow.map(|(route, _)| route.as_str()).collect();
        perf.record("slow routes", named.len() as f64);
        if !named.is_empty() {
            perf.note(format!("over {SLOW:.0?}: {}", named.join(", ")));
        }
    }
}

async fn visited(client: &Client, method: &Method, path: &str, body: &str, visit: u32) -> Duration {
    let number = |text: &str| text.replace('#', &visit.to_string());
    let body: Option<Value> =
        (!body.is_empty()).then(|| serde_json::from_str(&number(body)).expect("a body of a route"));
    let begun = Instant::now();
    let reply = client
        .send(method.clone(), &number(path), body.as_ref())
        .await;
    let time = begun.elapsed();
    assert!(reply.status.is_success(), "{reply:?}");
    time
}
