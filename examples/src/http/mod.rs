//! The service over HTTP.

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;

use crate::db::{Db, on};
use crate::error::Result;
use crate::home::Remembered;
use crate::passwords::Passwords;

mod api_keys;
mod audit;
mod auth;
mod design_jobs;
mod extract;
mod home;
mod knowledge;
mod lazy;
mod projects;
mod repositories;
mod research;
mod sessions;
mod settings;
mod specs;
mod technologies;
mod users;

#[derive(Clone)]
struct App {
    db: Db,
    passwords: Passwords,
    remembered: Remembered,
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

impl FromRef<App> for Remembered {
    fn from_ref(app: &App) -> Self {
        app.remembered.clone()
    }
}

/// All routes of the service, on this database.
pub fn router(db: Db, passwords: Passwords) -> Router {
    let v1 = Router::new()
        .nest("/home", home::routes())
        .nest("/technologies", technologies::routes())
        .nest("/repositories", repositories::routes())
        .nest("/research-tasks", research::routes())
        .nest("/knowledge", knowledge::routes())
        .nest("/projects", projects::routes())
        .nest("/users", users::routes())
        .nest("/sessions", sessions::routes())
        .nest("/settings", settings::routes())
        .nest("/api-keys", api_keys::routes())
        .nest("/audit-log", audit::routes())
        .nest("/specs", specs::routes())
        .nest("/design-jobs", design_jobs::routes())
        .nest("/lazy", lazy::routes());
    let app = App {
        db,
        passwords,
        remembered: Remembered::default(),
    };
    Router::new()
        .route("/health", get(health))
        .nest("/api/v1", v1)
        .with_state(app)
}

/// Healthy is a service whose database answers.
async fn health(State(db): State<Db>) -> Result<&'static str> {
    ping(&db).await?;
    Ok("ok")
}

async fn ping(db: &Db) -> sqlx::Result<()> {
    on!(db, pool => sqlx::query("SELECT 1").execute(pool).await.map(drop))
}
