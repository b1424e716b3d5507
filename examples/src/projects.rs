//! Projects, each owned by a user.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use moka::future::Cache;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::error::{Error, Result};
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

/// What is said of a project replaces it.
pub(crate) async fn update(db: &Db, id: i64, draft: Draft) -> Result<Project> {
    let sql = "UPDATE projects SET name = $2, description = $3 WHERE id = $1 \
               RETURNING id, name, description, owner_id, created_at";
    let project = on!(db, pool =>
        sqlx::query_as(sql)
            .bind(id)
            .bind(draft.name)
            .bind(draft.description)
            .fetch_optional(pool)
            .await?);
    project.ok_or(Error::NotFound("project"))
}

async fn find(db: &Db, id: i64) -> Result<WithOwner> {
    let sql = "SELECT p.id, p.name, p.description, p.owner_id, p.created_at, u.username AS owner \
               FROM projects p JOIN users u ON u.id = p.owner_id WHERE p.id = $1";
    let project = on!(db, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool).await?);
    project.ok_or(Error::NotFound("project"))
}

/// The most that are remembered.
const MOST: u64 = 10_000;

/// How long a project is remembered: another instance of the service may change it.
const FRESH: Duration = Duration::from_mins(1);

/// Projects that were asked for lately. Who asks for one that is being loaded waits for it, instead of loading it too.
#[derive(Debug, Clone)]
pub(crate) struct Remembered(Arc<Memory>);

#[derive(Debug)]
struct Memory {
    projects: Cache<i64, Arc<WithOwner>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// What the memory has been good for.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    hits: u64,
    misses: u64,
}

impl Remembered {
    /// One statement, or none.
    pub(crate) async fn find(&self, db: &Db, id: i64) -> Result<Arc<WithOwner>> {
        let load = async { find(db, id).await.map(Arc::new) };
        let entry = self.0.projects.entry(id).or_try_insert_with(load).await?;
        let counter = if entry.is_fresh() {
            &self.0.misses
        } else {
            &self.0.hits
        };
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(entry.into_value())
    }

    pub(crate) async fn forget(&self, id: i64) {
        self.0.projects.invalidate(&id).await;
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            hits: self.0.hits.load(Ordering::Relaxed),
            misses: self.0.misses.load(Ordering::Relaxed),
        }
    }
}

impl Default for Remembered {
    fn default() -> Self {
        let projects = Cache::builder()
            .max_capacity(MOST)
            .time_to_live(FRESH)
            .build();
        Self(Arc::new(Memory {
            projects,
            hits: AtomicU64::default(),
            misses: AtomicU64::default(),
        }))
    }
}
