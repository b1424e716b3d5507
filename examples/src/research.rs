//! Research tasks: what is to be found out about a technology.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, as_text, on};
use crate::page::Page;
use crate::technologies::TechnologyRef;
use crate::text::not_blank;

#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct Task {
    pub(crate) id: i64,
    pub(crate) technology_id: i64,
    pub(crate) title: String,
    pub(crate) status: Status,
    pub(crate) created_at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Planned,
    InProgress,
    Done,
}

as_text!(Status { Planned = "planned", InProgress = "in_progress", Done = "done" });

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct WithTechnology {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub(crate) task: Task,
    #[sqlx(flatten)]
    pub(crate) technology: TechnologyRef,
}

/// What a client says of a task.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    technology_id: i64,
    #[serde(deserialize_with = "not_blank")]
    title: String,
    status: Status,
}

/// One statement: each task has exactly one technology.
pub(crate) async fn list(db: &Db, page: Page) -> sqlx::Result<Vec<WithTechnology>> {
    let sql = "SELECT task.id, task.technology_id, task.title, task.status, task.created_at, \
                      t.title AS technology_title \
               FROM research_tasks task JOIN technologies t ON t.id = task.technology_id \
               ORDER BY task.id LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

pub(crate) async fn create(db: &Db, draft: Draft) -> sqlx::Result<Task> {
    let sql = "INSERT INTO research_tasks (technology_id, title, status, created_at) VALUES ($1, $2, $3, $4) \
               RETURNING id, technology_id, title, status, created_at";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(draft.technology_id)
            .bind(draft.title)
            .bind(draft.status)
            .bind(unix_now())
            .fetch_one(pool)
            .await)
}
