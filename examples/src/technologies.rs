//! Technologies, each with its repositories and its research tasks.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, as_text, on, with_ids};
use crate::error::{Error, Result};
use crate::grouped::grouped;
use crate::page::Page;
use crate::repositories::Repository;
use crate::research::{Status, Task};
use crate::text::not_blank;

#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct Technology {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) vendor: String,
    pub(crate) stage: Stage,
    pub(crate) summary: String,
    pub(crate) created_at: i64,
}

/// How far the company has come with a technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    Assess,
    Trial,
    Adopt,
    Hold,
}

as_text!(Stage { Assess = "assess", Trial = "trial", Adopt = "adopt", Hold = "hold" });

/// A technology as others refer to it.
#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct TechnologyRef {
    #[sqlx(rename = "technology_id")]
    pub(crate) id: i64,
    #[sqlx(rename = "technology_title")]
    pub(crate) title: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Details {
    #[serde(flatten)]
    pub(crate) technology: Technology,
    pub(crate) repositories: Vec<Repository>,
    pub(crate) research_tasks: Vec<Task>,
}

/// What a client says of a technology.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    #[serde(deserialize_with = "not_blank")]
    title: String,
    #[serde(deserialize_with = "not_blank")]
    vendor: String,
    stage: Stage,
    #[serde(default)]
    summary: String,
}

/// Three statements, however long the page is.
pub(crate) async fn list(db: &Db, page: Page) -> sqlx::Result<Vec<Details>> {
    let technologies = page_of(db, page).await?;
    let ids: Vec<i64> = technologies
        .iter()
        .map(|technology| technology.id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut repositories = grouped(repositories_of(db, &ids).await?, |linked| {
        linked.technology_id
    });
    let mut tasks = grouped(tasks_of(db, &ids).await?, |task| task.technology_id);
    Ok(technologies
        .into_iter()
        .map(|technology| Details {
            repositories: unlinked(repositories.remove(&technology.id).unwrap_or_default()),
            research_tasks: tasks.remove(&technology.id).unwrap_or_default(),
            technology,
        })
        .collect())
}

pub(crate) async fn page_of(db: &Db, page: Page) -> sqlx::Result<Vec<Technology>> {
    let sql = "SELECT id, title, vendor, stage, summary, created_at FROM technologies ORDER BY id LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

#[derive(FromRow)]
struct Linked {
    technology_id: i64,
    #[sqlx(flatten)]
    repository: Repository,
}

fn unlinked(rows: Vec<Linked>) -> Vec<Repository> {
    rows.into_iter().map(|linked| linked.repository).collect()
}

async fn repositories_of(db: &Db, technologies: &[i64]) -> sqlx::Result<Vec<Linked>> {
    let select = "SELECT link.technology_id, r.id, r.owner, r.name, r.url, r.created_at \
                  FROM technology_repositories link JOIN repositories r ON r.id = link.repository_id \
                  WHERE link.technology_id";
    on!(db, pool => with_ids(select, technologies, "ORDER BY r.id").build_query_as().fetch_all(pool).await)
}

async fn tasks_of(db: &Db, technologies: &[i64]) -> sqlx::Result<Vec<Task>> {
    let select = "SELECT id, technology_id, title, status, created_at FROM research_tasks WHERE technology_id";
    on!(db, pool => with_ids(select, technologies, "ORDER BY id").build_query_as().fetch_all(pool).await)
}

/// Two statements: the technology with its tasks, and its repositories.
pub(crate) async fn find(db: &Db, id: i64) -> Result<Details> {
    let rows = with_tasks(db, id).await?;
    let technology = rows
        .first()
        .ok_or(Error::NotFound("technology"))?
        .technology
        .clone();
    let research_tasks = rows
        .into_iter()
        .filter_map(TechnologyAndTask::task)
        .collect();
    let repositories = unlinked(repositories_of(db, &[id]).await?);
    Ok(Details {
        technology,
        repositories,
        research_tasks,
    })
}

/// A row of the outer join: without a task where there is none.
#[derive(FromRow)]
struct TechnologyAndTask {
    #[sqlx(flatten)]
    technology: Technology,
    task_id: Option<i64>,
    task_title: Option<String>,
    task_status: Option<Status>,
    task_created_at: Option<i64>,
}

impl TechnologyAndTask {
    fn task(self) -> Option<Task> {
        Some(Task {
            id: self.task_id?,
            technology_id: self.technology.id,
            title: self.task_title?,
            status: self.task_status?,
            created_at: self.task_created_at?,
        })
    }
}

async fn with_tasks(db: &Db, id: i64) -> sqlx::Result<Vec<TechnologyAndTask>> {
    let sql = "SELECT t.id, t.title, t.vendor, t.stage, t.summary, t.created_at, \
                      task.id AS task_id, task.title AS task_title, \
                      task.status AS task_status, task.created_at AS task_created_at \
               FROM technologies t LEFT JOIN research_tasks task ON task.technology_id = t.id \
               WHERE t.id = $1 ORDER BY task.id";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_all(pool).await)
}

pub(crate) async fn create(db: &Db, draft: Draft) -> sqlx::Result<Technology> {
    let sql = "INSERT INTO technologies (title, vendor, stage, summary, created_at) VALUES ($1, $2, $3, $4, $5) \
               RETURNING id, title, vendor, stage, summary, created_at";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(draft.title)
            .bind(draft.vendor)
            .bind(draft.stage)
            .bind(draft.summary)
            .bind(unix_now())
            .fetch_one(pool)
            .await)
}

pub(crate) async fn update(db: &Db, id: i64, draft: Draft) -> Result<Technology> {
    let sql = "UPDATE technologies SET title = $2, vendor = $3, stage = $4, summary = $5 WHERE id = $1 \
               RETURNING id, title, vendor, stage, summary, created_at";
    let updated: Option<Technology> = on!(db, pool =>
        sqlx::query_as(sql)
            .bind(id)
            .bind(draft.title)
            .bind(draft.vendor)
            .bind(draft.stage)
            .bind(draft.summary)
            .fetch_optional(pool)
            .await?);
    updated.ok_or(Error::NotFound("technology"))
}

pub(crate) async fn delete(db: &Db, id: i64) -> Result<()> {
    let sql = "DELETE FROM technologies WHERE id = $1";
    let deleted = on!(db, pool => sqlx::query(sql).bind(id).execute(pool).await?.rows_affected());
    if deleted == 0 {
        Err(Error::NotFound("technology"))
    } else {
        Ok(())
    }
}

/// Doing it twice is no error.
pub(crate) async fn link(db: &Db, technology: i64, repository: i64) -> sqlx::Result<()> {
    let sql = "INSERT INTO technology_repositories (technology_id, repository_id) VALUES ($1, $2) \
               ON CONFLICT DO NOTHING";
    on!(db, pool => sqlx::query(sql).bind(technology).bind(repository).execute(pool).await.map(drop))
}
