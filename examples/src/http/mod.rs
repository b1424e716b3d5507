//! The service over HTTP.

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;

use crate::db::{Db, on};
use crate::error::Result;
use crate::passwords::Passwords;

mod auth;
mod design_jobs;
mod extract;
mod knowledge;
mod lazy;
mod projects;
mod repositories;
mod research;
mod sessions;
mod specs;
mod technologies;
mod users;

#[derive(Clone)]
struct App {
    db: Db,
    passwords: Passwords,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

impl FromRef<App> for Passwords {
    fn from_ref(app: &App) -> Self {
        app.passwords.clone()
    }
}

/// All routes of the service, on this database.
pub fn router(db: Db, passwords: Passwords) -> Router {
    let v1 = Router::new()
        .nest("/technologies", technologies::routes())
        .nest("/repositories", repositories::routes())
        .nest("/research-tasks", research::routes())
        .nest("/knowledge", knowledge::routes())
        .nest("/projects", projects::routes())
        .nest("/users", users::routes())
        .nest("/sessions", sessions::routes())
        .nest("/specs", specs::routes())
        .nest("/design-jobs", design_jobs::routes())
        .nest("/lazy", lazy::routes());
    Router::new()
        .route("/health", get(health))
        .nest("/api/v1", v1)
        .with_state(App { db, passwords })
}

/// Healthy is a service whose database answers.
async fn health(State(db): State<Db>) -> Result<&'static str> {
    on!(&db, pool => { sqlx::query("SELECT 1").execute(pool).await?; });
    Ok("ok")
}
