//! `/api/v1/settings`: those of who is signed in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::Body;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::settings::{self, Settings};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(read).put(set))
}

async fn read(SignedIn(user): SignedIn, State(db): State<Db>) -> Result<Json<Settings>> {
    Ok(Json(settings::of_user(&db, user.id).await?))
}

async fn set(
    SignedIn(user): SignedIn,
    State(db): State<Db>,
    Body(settings): Body<Settings>,
) -> Result<StatusCode> {
    if settings.is_empty() {
        return Err(Error::Rejected {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            message: "name one setting at least".to_owned(),
        });
    }
    settings::set(&db, user.id, settings).await?;
    Ok(StatusCode::NO_CONTENT)
}
