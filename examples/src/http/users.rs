//! `/api/v1/users`

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
use crate::passwords::Passwords;
use crate::users::{self, SignUp, User};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(list).post(sign_up))
}

async fn list(
    _: SignedIn,
    State(db): State<Db>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<User>>> {
    Ok(Json(users::list(&db, page).await?))
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
