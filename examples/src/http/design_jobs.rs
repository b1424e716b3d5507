//! `/api/v1/design-jobs`, on Postgres only.

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Json, Router};
use sqlx::PgPool;

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query};
use crate::db::Db;
use crate::design_jobs::{self, Decision, Draft, Job, OfStatus, Output, WithSession};
use crate::error::{Error, Result};
use crate::page::Page;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(list).post(create))
        .route("/by-status", get(by_status))
        .route("/of-session/{id}", get(of_session))
        .route("/{id}/outputs", get(outputs))
        .route("/{id}/decisions", get(decisions))
}

/// The pool, where the database has the schema `shared`.
struct Shared(PgPool);

impl<S: Sync> FromRequestParts<S> for Shared
where
    Db: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Error> {
        match Db::from_ref(state) {
            Db::Postgres(pool) => Ok(Self(pool)),
            Db::Sqlite(_) => Err(Error::Rejected {
                status: StatusCode::NOT_FOUND,
                message: "design jobs are on Postgres only".to_owned(),
            }),
        }
    }
}

async fn list(Shared(pool): Shared, Query(page): Query<Page>) -> Result<Json<Vec<WithSession>>> {
    Ok(Json(design_jobs::list(&pool, page).await?))
}

async fn create(
    _: SignedIn,
    Shared(pool): Shared,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Job>)> {
    Ok((
        StatusCode::CREATED,
        Json(design_jobs::create(&pool, &draft).await?),
    ))
}

async fn by_status(Shared(pool): Shared) -> Result<Json<Vec<OfStatus>>> {
    Ok(Json(design_jobs::by_status(&pool).await?))
}

async fn of_session(
    Shared(pool): Shared,
    Path(session): Path<i64>,
) -> Result<Json<Vec<WithSession>>> {
    Ok(Json(design_jobs::of_session(&pool, session).await?))
}

async fn outputs(Shared(pool): Shared, Path(job): Path<i64>) -> Result<Json<Vec<Output>>> {
    Ok(Json(design_jobs::outputs(&pool, job).await?))
}

async fn decisions(Shared(pool): Shared, Path(job): Path<i64>) -> Result<Json<Vec<Decision>>> {
    Ok(Json(design_jobs::decisions(&pool, job).await?))
}
