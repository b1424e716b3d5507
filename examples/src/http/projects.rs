//! `/api/v1/projects`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query};
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;
use crate::projects::{self, Draft, Project, Remembered, WithOwner};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(list).post(create))
        .route("/{id}", get(find).put(update))
}

async fn list(State(db): State<Db>, Query(page): Query<Page>) -> Result<Json<Vec<WithOwner>>> {
    Ok(Json(projects::list(&db, page).await?))
}

/// Whoever makes a project owns it.
async fn create(
    SignedIn(user): SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Project>)> {
    Ok((
        StatusCode::CREATED,
        Json(projects::create(&db, user.id, draft).await?),
    ))
}

async fn find(
    State(db): State<Db>,
    State(remembered): State<Remembered>,
    Path(id): Path<i64>,
) -> Result<Response> {
    let project = remembered.find(&db, id).await?;
    Ok(Json(&*project).into_response())
}

async fn update(
    _: SignedIn,
    State(db): State<Db>,
    State(remembered): State<Remembered>,
    Path(id): Path<i64>,
    Body(draft): Body<Draft>,
) -> Result<Json<Project>> {
    let project = projects::update(&db, id, draft).await?;
    remembered.forget(id).await;
    Ok(Json(project))
}
