//! `/api/v1/sessions`: signing in, seeing who one is, signing out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::App;
use super::auth::{Bearer, SignedIn};
use super::extract::Body;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::passwords::Passwords;
use crate::sessions;
use crate::users::{self, User};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(whoami).post(sign_in).delete(sign_out))
}

#[derive(Deserialize)]
struct SignIn {
    username: String,
    password: String,
}

#[derive(Serialize)]
struct Opened {
    token: String,
}

async fn sign_in(
    State(db): State<Db>,
    State(passwords): State<Passwords>,
    Body(sign_in): Body<SignIn>,
) -> Result<(StatusCode, Json<Opened>)> {
    let Some(known) = users::credentials(&db, &sign_in.username).await? else {
        // As long as a wrong password takes, so that the time does not tell who has an account.
        passwords.hash(sign_in.password).await?;
        return Err(Error::WrongPassword);
    };
    if !passwords
        .verify(sign_in.password, known.password_hash)
        .await?
    {
        return Err(Error::WrongPassword);
    }
    let token = sessions::open(&db, known.id).await?;
    Ok((
        StatusCode::CREATED,
        Json(Opened {
            token: token.as_str().to_owned(),
        }),
    ))
}

async fn whoami(SignedIn(user): SignedIn) -> Json<User> {
    Json(user)
}

async fn sign_out(Bearer(token): Bearer, State(db): State<Db>) -> Result<StatusCode> {
    sessions::close(&db, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
