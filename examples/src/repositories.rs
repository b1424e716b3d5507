//! Repositories, and the technologies that live in them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, on, with_ids};
use crate::grouped::grouped;
use crate::page::Page;
use crate::technologies::TechnologyRef;
use crate::text::not_blank;

#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct Repository {
    pub(crate) id: i64,
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) created_at: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct WithTechnologies {
    #[serde(flatten)]
    pub(crate) repository: Repository,
    pub(crate) technologies: Vec<TechnologyRef>,
}

/// What a client says of a repository.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    #[serde(deserialize_with = "not_blank")]
    owner: String,
    #[serde(deserialize_with = "not_blank")]
    name: String,
    #[serde(deserialize_with = "not_blank")]
    url: String,
}

pub(crate) async fn list(db: &Db, page: Page) -> sqlx::Result<Vec<Repository>> {
    let sql =
        "SELECT id, owner, name, url, created_at FROM repositories ORDER BY id LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

/// Two statements, however long the page is.
pub(crate) async fn list_with_technologies(
    db: &Db,
    page: Page,
) -> sqlx::Result<Vec<WithTechnologies>> {
    let repositories = list(db, page).await?;
    let ids: Vec<i64> = repositories
        .iter()
        .map(|repository| repository.id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut technologies = grouped(technologies_of(db, &ids).await?, |linked| {
        linked.repository_id
    });
    Ok(repositories
        .into_iter()
        .map(|repository| WithTechnologies {
            technologies: technologies
                .remove(&repository.id)
                .into_iter()
                .flatten()
                .map(|linked| linked.technology)
                .collect(),
            repository,
        })
        .collect())
}

#[derive(FromRow)]
struct Linked {
    repository_id: i64,
    #[sqlx(flatten)]
    technology: TechnologyRef,
}

async fn technologies_of(db: &Db, repositories: &[i64]) -> sqlx::Result<Vec<Linked>> {
    let select = "SELECT link.repository_id, t.id AS technology_id, t.title AS technology_title \
                  FROM technology_repositories link JOIN technologies t ON t.id = link.technology_id \
                  WHERE link.repository_id";
    on!(db, pool => with_ids(select, repositories, "ORDER BY t.id").build_query_as().fetch_all(pool).await)
}

pub(crate) async fn create(db: &Db, draft: Draft) -> sqlx::Result<Repository> {
    let sql = "INSERT INTO repositories (owner, name, url, created_at) VALUES ($1, $2, $3, $4) \
               RETURNING id, owner, name, url, created_at";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(draft.owner)
            .bind(draft.name)
            .bind(draft.url)
            .bind(unix_now())
            .fetch_one(pool)
            .await)
}
