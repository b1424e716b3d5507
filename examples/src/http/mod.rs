//! The service over HTTP.

use std::io;

use axum::error_handling::HandleErrorLayer;
use axum::extract::State;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use axum::{BoxError, Router};
use tokio::net::TcpListener;
use tower::ServiceBuilder;

use app::App;

use crate::db::{Db, on};
use crate::error::{Error, Result};
use crate::options::Options;

mod api_keys;
mod app;
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
mod rooms;
mod sessions;
mod settings;
mod specs;
mod status;
mod technologies;
mod users;

/// All routes of the service, on this database.
pub fn router(db: Db, options: Options) -> Router {
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
        .nest("/rooms", rooms::routes())
        .nest("/status", status::routes())
        .nest("/lazy", lazy::routes());
    let in_time = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(async |_: BoxError| Error::TooSlow))
        .timeout(options.time_limit);
    Router::new()
        .route("/health", get(health))
        .nest("/api/v1", v1)
        .layer(in_time)
        .with_state(App::new(db, options))
}

/// Serves the routes at this socket until then.
///
/// # Errors
/// None today: what fails is a connection's own.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // What is said in a room is short, and must not wait until more of it fills a packet.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router)
        .with_graceful_shutdown(until)
        .await
}

/// Healthy is a service whose database answers.
async fn health(State(db): State<Db>) -> Result<&'static str> {
    ping(&db).await?;
    Ok("ok")
}

async fn ping(db: &Db) -> sqlx::Result<()> {
    on!(db, pool => sqlx::query("SELECT 1").execute(pool).await.map(drop))
}
