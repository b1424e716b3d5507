//! `/api/v1/audit-log`

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use super::auth::SignedIn;
use super::extract::Query;
use crate::audit::{self, Filter, Logged};
use crate::db::Db;
use crate::error::Result;
use crate::page::Page;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(list))
}

async fn list(
    _: SignedIn,
    State(db): State<Db>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Logged>>> {
    Ok(Json(audit::list(&db, &filter, page).await?))
}
