//! `/api/v1/lazy`: the lists as they were before they were mended.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::App;
use super::extract::Query;
use crate::db::Db;
use crate::error::Result;
use crate::lazy;
use crate::page::Page;
use crate::repositories::WithTechnologies;
use crate::research::WithTechnology;
use crate::technologies::Details;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/technologies", get(technologies))
        .route("/research-tasks", get(research_tasks))
        .route("/repositories", get(repositories))
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
