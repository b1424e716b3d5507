//! Requests as they were before they were mended: each has a statement that no index serves, or one
//! statement for each row. The answers are right. They are kept to show what that costs.

use serde::Deserialize;

use super::log::LoggedError;
use super::relations::{Details, Document, Message, Research};
use super::sessions::{self, Prefix, Session};
use crate::db::{Db, on};
use crate::error::Result;
use crate::page::Page;

/// `?day=..`: days since the first of January 1970.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Day {
    day: i64,
}

/// A session with all that belongs to it, loaded one by one.
pub(crate) async fn details(db: &Db, id: i64) -> Result<Details> {
    let session = sessions::find(db, id).await?;
    let mut research = Vec::new();
    for id in ids(
        db,
        "SELECT id FROM spec_research WHERE session_id = $1 ORDER BY id",
        id,
    )
    .await?
    {
        research.push(research_record(db, id).await?);
    }
    let mut messages = Vec::new();
    for id in ids(
        db,
        "SELECT id FROM spec_messages WHERE session_id = $1 ORDER BY sent_at, id",
        id,
    )
    .await?
    {
        messages.push(message(db, id).await?);
    }
    let mut documents = Vec::new();
    for id in ids(
        db,
        "SELECT id FROM spec_documents WHERE session_id = $1 ORDER BY id",
        id,
    )
    .await?
    {
        documents.push(document(db, id).await?);
    }
    let mut errors = Vec::new();
    for id in ids(
        db,
        "SELECT id FROM spec_error_logs WHERE session_id = $1 ORDER BY id",
        id,
    )
    .await?
    {
        errors.push(logged_error(db, id).await?);
    }
    Ok(Details {
        session,
        research,
        messages,
        documents,
        errors,
    })
}

async fn ids(db: &Db, sql: &'static str, session: i64) -> sqlx::Result<Vec<i64>> {
    on!(db, pool => sqlx::query_scalar(sql).bind(session).fetch_all(pool).await)
}

async fn research_record(db: &Db, id: i64) -> sqlx::Result<Research> {
    let sql = "SELECT id, session_id, topic, findings, created_at FROM spec_research WHERE id = $1";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_one(pool).await)
}

async fn message(db: &Db, id: i64) -> sqlx::Result<Message> {
    let sql = "SELECT id, session_id, author, body, sent_at FROM spec_messages WHERE id = $1";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_one(pool).await)
}

async fn document(db: &Db, id: i64) -> sqlx::Result<Document> {
    let sql = "SELECT id, session_id, title, body, created_at FROM spec_documents WHERE id = $1";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_one(pool).await)
}

async fn logged_error(db: &Db, id: i64) -> sqlx::Result<LoggedError> {
    let sql = "SELECT id, session_id, level, message, occurred_at, resolved_at FROM spec_error_logs WHERE id = $1";
    on!(db, pool => sqlx::query_as(sql).bind(id).fetch_one(pool).await)
}

/// The sessions that began on a day: the index has the time, and not what is computed of it.
pub(crate) async fn of_day(db: &Db, day: Day) -> sqlx::Result<Vec<Session>> {
    let sql = "SELECT id, title, status, created_at, updated_at FROM spec_sessions \
               WHERE created_at / 86400 = $1 ORDER BY created_at DESC, id DESC";
    on!(db, pool => sqlx::query_as(sql).bind(day.day).fetch_all(pool).await)
}

/// The sessions in whose title a text is, wherever: an index is of use for a beginning only.
pub(crate) async fn search(db: &Db, part: &Prefix, page: Page) -> sqlx::Result<Vec<Session>> {
    let sql = "SELECT id, title, status, created_at, updated_at FROM spec_sessions \
               WHERE title LIKE '%' || $1 || '%' ORDER BY title, id LIMIT $2 OFFSET $3";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(&part.title)
            .bind(page.limit)
            .bind(page.offset)
            .fetch_all(pool)
            .await)
}

/// What was changed last: no index has this order, so all rows are sorted for one page.
pub(crate) async fn recent(db: &Db, page: Page) -> sqlx::Result<Vec<Session>> {
    let sql = "SELECT id, title, status, created_at, updated_at FROM spec_sessions \
               ORDER BY updated_at DESC, id DESC LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}
