//! Vectors in Postgres: cubes without extent, compared by the contrib extension `cube`.

use sqlx::PgPool;

use super::{Draft, Entry, Near};
use crate::embedding::Embedding;

pub(super) async fn insert(
    pool: &PgPool,
    draft: Draft,
    embedding: &Embedding,
    now: i64,
) -> sqlx::Result<Entry> {
    sqlx::query_as(
        "INSERT INTO knowledge_entries (technology_id, title, body, embedding, created_at) \
         VALUES ($1, $2, $3, cube($4::float8[]), $5) \
         RETURNING id, technology_id, title, body, created_at",
    )
    .bind(draft.technology_id)
    .bind(draft.title)
    .bind(draft.body)
    .bind(embedding.to_doubles())
    .bind(now)
    .fetch_one(pool)
    .await
}

// Without `id` in its order, as the index serves the distance alone.
pub(super) async fn nearest(
    pool: &PgPool,
    embedding: &Embedding,
    top: i64,
) -> sqlx::Result<Vec<Near>> {
    sqlx::query_as(
        "SELECT id, technology_id, title, body, created_at, embedding <-> cube($1::float8[]) AS distance \
         FROM knowledge_entries ORDER BY distance LIMIT $2",
    )
    .bind(embedding.to_doubles())
    .bind(top)
    .fetch_all(pool)
    .await
}
