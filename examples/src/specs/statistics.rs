//! Figures over all sessions.

use serde::Serialize;
use sqlx::FromRow;

use super::sessions::Status;
use crate::db::{Db, on};

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct OfStatus {
    status: Status,
    sessions: i64,
    first_at: i64,
    last_at: i64,
}

/// How many rows there are of each kind.
#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Summary {
    sessions: i64,
    research: i64,
    messages: i64,
    documents: i64,
    errors: i64,
    open_errors: i64,
}

/// All of it is in the index by status, in the order in which it is grouped: the table is not read.
pub(crate) async fn by_status(db: &Db) -> sqlx::Result<Vec<OfStatus>> {
    let sql = "SELECT status, COUNT(*) AS sessions, MIN(created_at) AS first_at, MAX(created_at) AS last_at \
               FROM spec_sessions GROUP BY status ORDER BY status";
    on!(db, pool => sqlx::query_as(sql).fetch_all(pool).await)
}

/// One statement for six figures.
pub(crate) async fn summary(db: &Db) -> sqlx::Result<Summary> {
    let sql = "SELECT (SELECT COUNT(*) FROM spec_sessions) AS sessions, \
                      (SELECT COUNT(*) FROM spec_research) AS research, \
                      (SELECT COUNT(*) FROM spec_messages) AS messages, \
                      (SELECT COUNT(*) FROM spec_documents) AS documents, \
                      (SELECT COUNT(*) FROM spec_error_logs) AS errors, \
                      (SELECT COUNT(*) FROM spec_error_logs WHERE resolved_at IS NULL) AS open_errors";
    on!(db, pool => sqlx::query_as(sql).fetch_one(pool).await)
}
