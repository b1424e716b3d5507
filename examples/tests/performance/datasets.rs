//! What fills a case's database before it is measured.

use command_center::embedding::Embedding;
use sqlx::SqlitePool;

use crate::agents::CONVERSATION;
use crate::data::{KNOWLEDGE, LARGE, PEOPLE, PERFORMANCE, PROJECTS, REPOSITORIES};

/// 20 technologies with 3 repositories and 2 research tasks each.
pub(crate) async fn large_dataset(pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::raw_sql(LARGE).execute(pool).await.map(drop)
}

/// 15 repositories.
pub(crate) async fn repositories_dataset(pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::raw_sql(REPOSITORIES).execute(pool).await.map(drop)
}

/// 1000 technologies.
pub(crate) async fn performance_dataset(pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::raw_sql(PERFORMANCE).execute(pool).await.map(drop)
}

/// 100 users with two keys each.
pub(crate) async fn people(pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::raw_sql(PEOPLE).execute(pool).await.map(drop)
}

/// The same users, and a session of the specification tool.
pub(crate) async fn conversation(pool: &SqlitePool) -> sqlx::Result<()> {
    people(pool).await?;
    sqlx::raw_sql(CONVERSATION).execute(pool).await.map(drop)
}

/// The same users, of whom each has a project.
pub(crate) async fn projects(pool: &SqlitePool) -> sqlx::Result<()> {
    people(pool).await?;
    sqlx::raw_sql(PROJECTS).execute(pool).await.map(drop)
}

/// All that the service has.
pub(crate) async fn everything(pool: &SqlitePool) -> sqlx::Result<()> {
    large_dataset(pool).await?;
    small_knowledge(pool).await?;
    people(pool).await
}

/// 10 knowledge entries.
pub(crate) async fn small_knowledge(pool: &SqlitePool) -> sqlx::Result<()> {
    knowledge(pool, &KNOWLEDGE[..10]).await
}

/// 20 knowledge entries.
pub(crate) async fn large_knowledge(pool: &SqlitePool) -> sqlx::Result<()> {
    knowledge(pool, &KNOWLEDGE).await
}

async fn knowledge(pool: &SqlitePool, entries: &[(&str, &str)]) -> sqlx::Result<()> {
    for (title, body) in entries {
        let embedding = Embedding::of_entry(title, body);
        sqlx::query("INSERT INTO knowledge_entries (title, body, embedding, created_at) VALUES ($1, $2, $3, 1700000000)")
            .bind(title)
            .bind(body)
            .bind(embedding.to_bytes())
            .execute(pool)
            .await?;
    }
    Ok(())
}
