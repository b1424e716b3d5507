//! `/api/v1/knowledge`

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::Body;
use crate::db::Db;
use crate::error::Result;
use crate::knowledge::{self, Answer, Draft, Entry, Question};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", post(create))
        .route("/query", post(query))
}

async fn create(
    _: SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Entry>)> {
    Ok((
        StatusCode::CREATED,
        Json(knowledge::create(&db, draft).await?),
    ))
}

async fn query(State(db): State<Db>, Body(question): Body<Question>) -> Result<Json<Vec<Answer>>> {
    Ok(Json(knowledge::query(&db, &question).await?))
}
