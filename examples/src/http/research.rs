//! `/api/v1/research-tasks`

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query};
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;
use crate::research::{self, Draft, Task, WithTechnology};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(list).post(create))
}

async fn list(State(db): State<Db>, Query(page): Query<Page>) -> Result<Json<Vec<WithTechnology>>> {
    Ok(Json(research::list(&db, page).await?))
}

async fn create(
    _: SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Task>)> {
    Ok((
        StatusCode::CREATED,
        Json(research::create(&db, draft).await?),
    ))
}
