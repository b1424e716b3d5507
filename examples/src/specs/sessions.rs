//! Sessions by themselves.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, as_text, on};
use crate::error::{Error, Result};
use crate::page::Page;
use crate::text::not_blank;

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Session {
    pub(super) id: i64,
    title: String,
    status: Status,
    created_at: i64,
    updated_at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Draft,
    Active,
    Review,
    Done,
}

as_text!(Status { Draft = "draft", Active = "active", Review = "review", Done = "done" });

/// What a client says of a session.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    #[serde(deserialize_with = "not_blank")]
    title: String,
}

/// `?status=..`, and the time in which a session began: from, and before.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    status: Status,
    #[serde(default)]
    from: i64,
    #[serde(default = "Filter::end_of_time")]
    before: i64,
}

impl Filter {
    fn end_of_time() -> i64 {
        i64::MAX
    }
}

/// `?title=..`: how it begins.
#[derive(Debug, Deserialize)]
pub(crate) struct Prefix {
    #[serde(deserialize_with = "not_blank")]
    pub(super) title: String,
}

pub(crate) async fn find(db: &Db, id: i64) -> Result<Session> {
    let sql = "SELECT id, title, status, created_at, updated_at FROM spec_sessions WHERE id = $1";
    let session = on!(db, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool).await?);
    session.ok_or(Error::NotFound("session"))
}

/// Newest first. The index has the rows of a status in this order, so no more of them are read than the
/// page has.
pub(crate) async fn list(db: &Db, filter: &Filter, page: Page) -> sqlx::Result<Vec<Session>> {
    let sql = "SELECT id, title, status, created_at, updated_at FROM spec_sessions \
               WHERE status = $1 AND created_at >= $2 AND created_at < $3 \
               ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(filter.status)
            .bind(filter.from)
            .bind(filter.before)
            .bind(page.limit)
            .bind(page.offset)
            .fetch_all(pool)
            .await)
}

/// What begins with a text lies between it and it with the last letter of all behind it: a range of the
/// index, where `LIKE` would be a look at every row.
pub(crate) async fn search(db: &Db, prefix: &Prefix, page: Page) -> sqlx::Result<Vec<Session>> {
    let sql = "SELECT id, title, status, created_at, updated_at FROM spec_sessions \
               WHERE title >= $1 AND title < $2 ORDER BY title, id LIMIT $3 OFFSET $4";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(&prefix.title)
            .bind(format!("{}{}", prefix.title, char::MAX))
            .bind(page.limit)
            .bind(page.offset)
            .fetch_all(pool)
            .await)
}

pub(crate) async fn create(db: &Db, draft: Draft) -> sqlx::Result<Session> {
    let sql = "INSERT INTO spec_sessions (title, status, created_at, updated_at) VALUES ($1, $2, $3, $3) \
               RETURNING id, title, status, created_at, updated_at";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(draft.title)
            .bind(Status::Draft)
            .bind(unix_now())
            .fetch_one(pool)
            .await)
}
