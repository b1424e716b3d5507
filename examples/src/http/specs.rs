//! `/api/v1/specs`: the specification tool.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query, Several};
use crate::agents::Agents;
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;
use crate::specs::{
    self, After, Details, Draft, Filter, LoggedError, Message, OfStatus, Prefix, Research, Said,
    Session, Summary,
};
use crate::text::not_blank;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(list).post(create))
        .route("/search", get(search))
        .route("/errors", get(open_errors))
        .route("/by-status", get(by_status))
        .route("/summary", get(summary))
        .route("/{id}", get(find))
        .route("/{id}/details", get(details))
        .route("/{id}/research", get(research))
        .route("/{id}/messages", get(messages).post(say))
        .route("/{id}/ask", post(ask))
}

async fn list(
    State(db): State<Db>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Session>>> {
    Ok(Json(specs::list(&db, &filter, page).await?))
}

async fn create(
    _: SignedIn,
    State(db): State<Db>,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<Session>)> {
    Ok((StatusCode::CREATED, Json(specs::create(&db, draft).await?)))
}

async fn search(
    State(db): State<Db>,
    Query(prefix): Query<Prefix>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Session>>> {
    Ok(Json(specs::search(&db, &prefix, page).await?))
}

async fn open_errors(
    State(db): State<Db>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<LoggedError>>> {
    Ok(Json(specs::open_errors(&db, page).await?))
}

async fn by_status(State(db): State<Db>) -> Result<Json<Vec<OfStatus>>> {
    Ok(Json(specs::by_status(&db).await?))
}

async fn summary(State(db): State<Db>) -> Result<Json<Summary>> {
    Ok(Json(specs::summary(&db).await?))
}

async fn find(State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<Session>> {
    Ok(Json(specs::find(&db, id).await?))
}

async fn details(State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<Details>> {
    Ok(Json(specs::details(&db, id).await?))
}

async fn research(State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<Vec<Research>>> {
    Ok(Json(specs::research(&db, id).await?))
}

async fn messages(
    State(db): State<Db>,
    Path(id): Path<i64>,
    Query(after): Query<After>,
) -> Result<Json<Vec<Message>>> {
    Ok(Json(specs::messages(&db, id, after).await?))
}

async fn say(
    _: SignedIn,
    State(db): State<Db>,
    Path(id): Path<i64>,
    Several(said): Several<Said>,
) -> Result<StatusCode> {
    specs::say(&db, id, said).await?;
    Ok(StatusCode::CREATED)
}

#[derive(Deserialize)]
struct Question {
    #[serde(deserialize_with = "not_blank")]
    question: String,
}

#[derive(Serialize)]
struct Answer {
    reply: String,
}

async fn ask(
    _: SignedIn,
    State(db): State<Db>,
    State(agents): State<Agents>,
    Path(id): Path<i64>,
    Body(Question { question }): Body<Question>,
) -> Result<(StatusCode, Json<Answer>)> {
    let reply = agents.answer(&db, id, question).await?;
    Ok((StatusCode::CREATED, Json(Answer { reply })))
}
