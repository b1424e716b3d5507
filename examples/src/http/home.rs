//! `/api/v1/home`

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use crate::db::Db;
use crate::error::Result;
use crate::home::{self, Home};
use crate::resilience::Guard;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(home))
}

/// The one page that everybody opens first: what the database fails to answer is asked again.
async fn home(State(db): State<Db>, State(guard): State<Guard>) -> Result<Json<Home>> {
    Ok(Json(guard.call(|| home::home(&db)).await?))
}
