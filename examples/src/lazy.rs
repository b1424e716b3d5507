//! The lists as they were before they were mended: relations are loaded one by one, when they are needed.
//!
//! The answers are the same. Each function reads well by itself, which is why nobody saw it: the loop and
//! the statement in it are far apart. They are kept to show what that costs.

use crate::db::{Db, on};
use crate::page::Page;
use crate::repositories::{self, Repository, WithTechnologies};
use crate::research::{Task, WithTechnology};
use crate::technologies::{self, Details, TechnologyRef};

/// For each technology its links and its tasks, and for each link its repository.
pub(crate) async fn technologies(db: &Db, page: Page) -> sqlx::Result<Vec<Details>> {
    let mut details = Vec::new();
    for technology in technologies::page_of(db, page).await? {
        let mut repositories = Vec::new();
        for id in repository_ids(db, technology.id).await? {
            repositories.push(repository(db, id).await?);
        }
        let research_tasks = tasks_of(db, technology.id).await?;
        details.push(Details {
            technology,
            repositories,
            research_tasks,
        });
    }
    Ok(details)
}

async fn repository_ids(db: &Db, technology: i64) -> sqlx::Result<Vec<i64>> {
    let sql = "SELECT repository_id FROM technology_repositories WHERE technology_id = $1 ORDER BY repository_id";
    on!(db, pool => sqlx::query_scalar(sql).bind(technology).fetch_all(pool).await)
}

async fn repository(db: &Db, id: i64) -> sqlx::Result<Repository> {
    let sql = "SELECT id, owner, name, url, created_at FROM repositories WHERE id = $1";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_one(pool).await)
}

async fn tasks_of(db: &Db, technology: i64) -> sqlx::Result<Vec<Task>> {
    let sql = "SELECT id, technology_id, title, status, created_at FROM research_tasks WHERE technology_id = $1 ORDER BY id";
    on!(db, pool => sqlx::query_as(sql).bind(technology).fetch_all(pool).await)
}

/// For each task its technology.
pub(crate) async fn research_tasks(db: &Db, page: Page) -> sqlx::Result<Vec<WithTechnology>> {
    let mut tasks = Vec::new();
    for task in tasks_page(db, page).await? {
        let technology = technology(db, task.technology_id).await?;
        tasks.push(WithTechnology { task, technology });
    }
    Ok(tasks)
}

async fn tasks_page(db: &Db, page: Page) -> sqlx::Result<Vec<Task>> {
    let sql = "SELECT id, technology_id, title, status, created_at FROM research_tasks ORDER BY id LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

async fn technology(db: &Db, id: i64) -> sqlx::Result<TechnologyRef> {
    let sql =
        "SELECT id AS technology_id, title AS technology_title FROM technologies WHERE id = $1";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_one(pool).await)
}

/// For each repository its technologies.
pub(crate) async fn repositories(db: &Db, page: Page) -> sqlx::Result<Vec<WithTechnologies>> {
    let mut with_technologies = Vec::new();
    for repository in repositories::list(db, page).await? {
        let technologies = technologies_of(db, repository.id).await?;
        with_technologies.push(WithTechnologies {
            repository,
            technologies,
        });
    }
    Ok(with_technologies)
}

async fn technologies_of(db: &Db, repository: i64) -> sqlx::Result<Vec<TechnologyRef>> {
    let sql = "SELECT t.id AS technology_id, t.title AS technology_title \
               FROM technology_repositories link JOIN technologies t ON t.id = link.technology_id \
               WHERE link.repository_id = $1 ORDER BY t.id";
    on!(db, pool => sqlx::query_as(sql).bind(repository).fetch_all(pool).await)
}
