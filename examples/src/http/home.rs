//! `/api/v1/home`

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use crate::db::Db;
use crate::error::Result;
use crate::home::{self, Home};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(home))
}

async fn home(State(db): State<Db>) -> Result<Json<Home>> {
    Ok(Json(home::home(&db).await?))
}
