//! Projects, each owned by a user.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::page::Page;
use crate::text::not_blank;

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Project {
    id: i64,
    name: String,
    description: String,
    owner_id: i64,
    created_at: i64,
}

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct WithOwner {
    #[serde(flatten)]
    #[sqlx(flatten)]
    project: Project,
    /// The owner's user name.
    owner: String,
}

/// What a client says of a project.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    #[serde(deserialize_with = "not_blank")]
    name: String,
    #[serde(default)]
    description: String,
}

pub(crate) async fn list(db: &Db, page: Page) -> sqlx::Result<Vec<WithOwner>> {
    let sql = "SELECT p.id, p.name, p.description, p.owner_id, p.created_at, u.username AS owner \
               FROM projects p JOIN users u ON u.id = p.owner_id ORDER BY p.id LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

pub(crate) async fn create(db: &Db, owner_id: i64, draft: Draft) -> sqlx::Result<Project> {
    let sql = "INSERT INTO projects (owner_id, name, description, created_at) VALUES ($1, $2, $3, $4) \
               RETURNING id, name, description, owner_id, created_at";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(owner_id)
            .bind(draft.name)
            .bind(draft.description)
            .bind(unix_now())
            .fetch_one(pool)
            .await)
}
