//! `/api/v1/technologies`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query};
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;
use crate::technologies::{self, Details, Draft, Technology};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(list).post(create))
        .route("/{id}", get(find).put(update).delete(delete))
        .route("/{id}/repositories/{repository_id}", put(link))
}

async fn list(State(db): State<Db>, Query(page): Query<Page>) -> Result<Json<Vec<Details>>> {
    Ok(Json(technologies::list(&db, page).await?))
}

async fn find(State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<Details>> {
    Ok(Json(technologies::find(&db, id).await?))
}

async fn create(
    _: SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Technology>)> {
    Ok((
        StatusCode::CREATED,
        Json(technologies::create(&db, draft).await?),
    ))
}

async fn update(
    _: SignedIn,
    State(db): State<Db>,
    Path(id): Path<i64>,
    Body(draft): Body<Draft>,
) -> Result<Json<Technology>> {
    Ok(Json(technologies::update(&db, id, draft).await?))
}

async fn delete(_: SignedIn, State(db): State<Db>, Path(id): Path<i64>) -> Result<StatusCode> {
    technologies::delete(&db, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn link(
    _: SignedIn,
    State(db): State<Db>,
    Path((technology, repository)): Path<(i64, i64)>,
) -> Result<StatusCode> {
    technologies::link(&db, technology, repository).await?;
    Ok(StatusCode::NO_CONTENT)
}
