//! Errors that were logged.

use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Db, on};
use crate::page::Page;

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct LoggedError {
    id: i64,
    session_id: Option<i64>,
    level: String,
    message: String,
    occurred_at: i64,
    resolved_at: Option<i64>,
}

/// Those that are not resolved, newest first: the index has these alone.
pub(crate) async fn open_errors(db: &Db, page: Page) -> sqlx::Result<Vec<LoggedError>> {
    let sql = "SELECT id, session_id, level, message, occurred_at, resolved_at FROM spec_error_logs \
               WHERE resolved_at IS NULL ORDER BY occurred_at DESC, id DESC LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

pub(super) async fn errors_of(db: &Db, session: i64) -> sqlx::Result<Vec<LoggedError>> {
    let sql = "SELECT id, session_id, level, message, occurred_at, resolved_at FROM spec_error_logs \
               WHERE session_id = $1 ORDER BY id";
    on!(db, pool => sqlx::query_as(sql).bind(session).fetch_all(pool).await)
}
