//! Vectors in SQLite: blobs, compared by the extension sqlite-vec.

use sqlx::SqlitePool;

use super::{Draft, Entry, Near};
use crate::embedding::Embedding;

pub(super) async fn insert(
    pool: &SqlitePool,
    draft: Draft,
    embedding: &Embedding,
    now: i64,
) -> sqlx::Result<Entry> {
    sqlx::query_as(
        "INSERT INTO knowledge_entries (technology_id, title, body, embedding, created_at) VALUES ($1, $2, $3, $4, $5) \
         RETURNING id, technology_id, title, body, created_at",
    )
    .bind(draft.technology_id)
    .bind(draft.title)
    .bind(draft.body)
    .bind(embedding.to_bytes())
    .bind(now)
    .fetch_one(pool)
    .await
}

pub(super) async fn nearest(
    pool: &SqlitePool,
    embedding: &Embedding,
    top: i64,
) -> sqlx::Result<Vec<Near>> {
    sqlx::query_as(
        "SELECT id, technology_id, title, body, created_at, vec_distance_L2(embedding, $1) AS distance \
         FROM knowledge_entries ORDER BY distance, id LIMIT $2",
    )
    .bind(embedding.to_bytes())
    .bind(top)
    .fetch_all(pool)
    .await
}
