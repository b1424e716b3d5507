//! `/api/v1/users`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::{Body, Query, Several};
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;
use crate::passwords::Passwords;
use crate::users::{self, Change, Filter, Invited, Move, OfTeam, SignUp, User, WithKeys};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(list).post(sign_up))
        .route("/by-username/{username}", get(by_username))
        .route("/by-email/{email}", get(by_email))
        .route("/by-team", get(by_team))
        .route("/with-keys", get(with_keys))
        .route("/import", post(import))
        .route("/teams", put(move_to_teams))
        .route("/{id}", get(find).put(update).delete(delete))
        .route("/{id}/restore", post(restore))
}

async fn list(
    _: SignedIn,
    State(db): State<Db>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<User>>> {
    Ok(Json(users::list(&db, &filter, page).await?))
}

async fn sign_up(
    State(db): State<Db>,
    State(passwords): State<Passwords>,
    Body(sign_up): Body<SignUp>,
) -> Result<(StatusCode, Json<User>)> {
    let hash = passwords.hash(sign_up.password).await?;
    Ok((
        StatusCode::CREATED,
        Json(users::create(&db, sign_up.username, sign_up.email, hash).await?),
    ))
}

async fn find(_: SignedIn, State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<User>> {
    Ok(Json(users::find(&db, id).await?))
}

async fn by_username(
    _: SignedIn,
    State(db): State<Db>,
    Path(username): Path<String>,
) -> Result<Json<User>> {
    Ok(Json(users::by_username(&db, &username).await?))
}

async fn by_email(
    _: SignedIn,
    State(db): State<Db>,
    Path(email): Path<String>,
) -> Result<Json<User>> {
    Ok(Json(users::by_email(&db, &email).await?))
}

async fn by_team(_: SignedIn, State(db): State<Db>) -> Result<Json<Vec<OfTeam>>> {
    Ok(Json(users::by_team(&db).await?))
}

async fn with_keys(
    _: SignedIn,
    State(db): State<Db>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<WithKeys>>> {
    Ok(Json(users::with_keys(&db, &filter, page).await?))
}

async fn update(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Path(id): Path<i64>,
    Body(change): Body<Change>,
) -> Result<Json<User>> {
    Ok(Json(users::update(&db, actor.id, id, change).await?))
}

async fn delete(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    users::delete(&db, actor.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    users::restore(&db, actor.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn import(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Several(invited): Several<Invited>,
) -> Result<StatusCode> {
    users::import(&db, actor.id, invited).await?;
    Ok(StatusCode::CREATED)
}

async fn move_to_teams(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Several(moves): Several<Move>,
) -> Result<StatusCode> {
    users::move_to_teams(&db, actor.id, moves).await?;
    Ok(StatusCode::NO_CONTENT)
}
