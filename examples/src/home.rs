//! What one sees first: how much there is, and what is new.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{Db, on};
use crate::technologies::Technology;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Home {
    figures: Figures,
    /// The newest of them, newest first.
    technologies: Vec<Technology>,
}

#[derive(Debug, Clone, Serialize, FromRow)]
struct Figures {
    technologies: i64,
    repositories: i64,
    open_research_tasks: i64,
    projects: i64,
    users: i64,
}

/// Two statements.
pub(crate) async fn home(db: &Db) -> sqlx::Result<Home> {
    Ok(Home {
        figures: figures(db).await?,
        technologies: newest(db).await?,
    })
}

async fn figures(db: &Db) -> sqlx::Result<Figures> {
    let sql = "SELECT (SELECT COUNT(*) FROM technologies) AS technologies, \
                      (SELECT COUNT(*) FROM repositories) AS repositories, \
                      (SELECT COUNT(*) FROM research_tasks WHERE status <> 'done') AS open_research_tasks, \
                      (SELECT COUNT(*) FROM projects) AS projects, \
                      (SELECT COUNT(*) FROM users WHERE deleted_at IS NULL) AS users";
    on!(db, pool => sqlx::query_as(sql).fetch_one(pool).await)
}

async fn newest(db: &Db) -> sqlx::Result<Vec<Technology>> {
    let sql = "SELECT id, title, vendor, stage, summary, created_at FROM technologies ORDER BY id DESC LIMIT 5";
    on!(db, pool => sqlx::query_as(sql).fetch_all(pool).await)
}

/// `?visitor=..`
#[derive(Debug, Deserialize)]
pub(crate) struct Visitor {
    visitor: String,
}

/// The home page as it was before it was mended: remembered for each visitor, and never forgotten. It is kept to show
/// what that costs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remembered(Arc<Mutex<HashMap<String, Home>>>);

impl Remembered {
    pub(crate) async fn home(&self, db: &Db, visitor: Visitor) -> sqlx::Result<Home> {
        if let Some(home) = self.homes().get(&visitor.visitor) {
            return Ok(home.clone());
        }
        let home = home(db).await?;
        self.homes().insert(visitor.visitor, home.clone());
        Ok(home)
    }

    fn homes(&self) -> MutexGuard<'_, HashMap<String, Home>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
