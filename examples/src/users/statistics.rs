//! Figures over all users.

use serde::Serialize;
use sqlx::FromRow;

use crate::db::{Db, on};

#[derive(Debug, Serialize, FromRow)]
pub(crate) struct OfTeam {
    team: String,
    users: i64,
    keys: i64,
    /// NULL where nobody has a key.
    newest_key_at: Option<i64>,
}

/// How many users each team has, and how many keys that still open.
pub(crate) async fn by_team(db: &Db) -> sqlx::Result<Vec<OfTeam>> {
    let sql = "SELECT u.team, COUNT(DISTINCT u.id) AS users, COUNT(k.id) AS keys, MAX(k.created_at) AS newest_key_at \
               FROM users u LEFT JOIN api_keys k ON k.user_id = u.id AND k.revoked_at IS NULL \
               WHERE u.deleted_at IS NULL GROUP BY u.team ORDER BY u.team";
    on!(db, pool => sqlx::query_as(sql).fetch_all(pool).await)
}
