//! `/api/v1/lazy`: requests as they were before they were mended.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};

use super::auth::SignedIn;
use super::extract::{Query, Several};
use super::{App, ping};
use crate::db::Db;
use crate::error::Result;
use crate::home::{Home, Remembered, Visitor};
use crate::lazy;
use crate::page::Page;
use crate::repositories::WithTechnologies;
use crate::research::WithTechnology;
use crate::specs::slow::{self, Day};
use crate::specs::{self, Prefix, Session};
use crate::technologies::Details;
use crate::users::{self, Filter, Invited, Move, WithKeys};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/health", get(health))
        .route("/home", get(home))
        .route("/technologies", get(technologies))
        .route("/research-tasks", get(research_tasks))
        .route("/repositories", get(repositories))
        .route("/specs/{id}/details", get(spec_details))
        .route("/specs/of-day", get(specs_of_day))
        .route("/specs/search", get(search_specs))
        .route("/specs/recent", get(recent_specs))
        .route("/users/with-keys", get(users_with_keys))
        .route("/users/with-all-keys", get(users_with_all_keys))
        .route("/users/import", post(import_users))
        .route("/users/teams", put(move_users))
}

/// Three answers in a row, with a pause between them: somebody had seen a database that answered once and no more.
async fn health(State(db): State<Db>) -> Result<&'static str> {
    ping(&db).await?;
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ping(&db).await?;
    }
    Ok("ok")
}

async fn home(
    State(db): State<Db>,
    State(remembered): State<Remembered>,
    Query(visitor): Query<Visitor>,
) -> Result<Json<Home>> {
    Ok(Json(remembered.home(&db, visitor).await?))
}

async fn technologies(
    State(db): State<Db>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Details>>> {
    Ok(Json(lazy::technologies(&db, page).await?))
}

async fn research_tasks(
    State(db): State<Db>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<WithTechnology>>> {
    Ok(Json(lazy::research_tasks(&db, page).await?))
}

async fn repositories(
    State(db): State<Db>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<WithTechnologies>>> {
    Ok(Json(lazy::repositories(&db, page).await?))
}

async fn spec_details(State(db): State<Db>, Path(id): Path<i64>) -> Result<Json<specs::Details>> {
    Ok(Json(slow::details(&db, id).await?))
}

async fn specs_of_day(State(db): State<Db>, Query(day): Query<Day>) -> Result<Json<Vec<Session>>> {
    Ok(Json(slow::of_day(&db, day).await?))
}

async fn search_specs(
    State(db): State<Db>,
    Query(part): Query<Prefix>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Session>>> {
    Ok(Json(slow::search(&db, &part, page).await?))
}

async fn recent_specs(
    State(db): State<Db>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Session>>> {
    Ok(Json(slow::recent(&db, page).await?))
}

async fn users_with_keys(
    _: SignedIn,
    State(db): State<Db>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<WithKeys>>> {
    Ok(Json(users::slow::with_keys(&db, &filter, page).await?))
}

async fn users_with_all_keys(
    _: SignedIn,
    State(db): State<Db>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<WithKeys>>> {
    Ok(Json(users::slow::with_all_keys(&db, &filter, page).await?))
}

async fn import_users(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Several(invited): Several<Invited>,
) -> Result<StatusCode> {
    users::slow::import(&db, actor.id, invited).await?;
    Ok(StatusCode::CREATED)
}

async fn move_users(
    SignedIn(actor): SignedIn,
    State(db): State<Db>,
    Several(moves): Several<Move>,
) -> Result<StatusCode> {
    users::slow::move_to_teams(&db, actor.id, moves).await?;
    Ok(StatusCode::NO_CONTENT)
}
