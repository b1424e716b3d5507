//! `/api/v1/repositories`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query};
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;
use crate::repositories::{self, Draft, Repository};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(list).post(create))
}

#[derive(Deserialize)]
struct Include {
    #[serde(default)]
    include_technologies: bool,
}

async fn list(
    State(db): State<Db>,
    Query(page): Query<Page>,
    Query(include): Query<Include>,
) -> Result<Response> {
    Ok(if include.include_technologies {
        Json(repositories::list_with_technologies(&db, page).await?).into_response()
    } else {
        Json(repositories::list(&db, page).await?).into_response()
    })
}

async fn create(
    _: SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Repository>)> {
    Ok((
        StatusCode::CREATED,
        Json(repositories::create(&db, draft).await?),
    ))
}
