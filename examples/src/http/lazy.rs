//! `/api/v1/lazy`: requests as they were before they were mended.

use axum::extract::{Path, State};
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
use crate::specs::slow::{self, Day};
use crate::specs::{self, Prefix, Session};
use crate::technologies::Details;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/technologies", get(technologies))
        .route("/research-tasks", get(research_tasks))
        .route("/repositories", get(repositories))
        .route("/specs/{id}/details", get(spec_details))
        .route("/specs/of-day", get(specs_of_day))
        .route("/specs/search", get(search_specs))
        .route("/specs/recent", get(recent_specs))
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
