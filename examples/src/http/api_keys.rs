//! `/api/v1/api-keys`: those of who is signed in.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get};
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::Body;
use crate::api_keys::{self, ApiKey, Created, Draft};
use crate::db::Db;
use crate::error::Result;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(list).post(create))
        .route("/{id}", delete(revoke))
}

async fn list(SignedIn(user): SignedIn, State(db): State<Db>) -> Result<Json<Vec<ApiKey>>> {
    Ok(Json(api_keys::of_user(&db, user.id).await?))
}

async fn create(
    SignedIn(user): SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Created>)> {
    Ok((
        StatusCode::CREATED,
        Json(api_keys::create(&db, user.id, draft).await?),
    ))
}

async fn revoke(
    SignedIn(user): SignedIn,
    State(db): State<Db>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    api_keys::revoke(&db, user.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
