//! Keys with which programs are let in, each in the name of a user.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::FromRow;

use crate::audit::{self, Action, Entry};
use crate::clock::unix_now;
use crate::db::{Db, on, with_ids};
use crate::error::{Error, Result};
use crate::random::random_hex;
use crate::text::not_blank;
use crate::users::User;

#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct ApiKey {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    name: String,
    created_at: i64,
    revoked_at: Option<i64>,
}

/// A new key. It is shown this once: the database has its hash alone.
#[derive(Debug, Serialize)]
pub(crate) struct Created {
    id: i64,
    key: String,
}

/// What a client says of a key.
#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    #[serde(deserialize_with = "not_blank")]
    name: String,
}

/// A random key needs no slow hash.
fn hash(key: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(key) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// In whose name a key opens.
pub(crate) async fn user(db: &Db, key: &str) -> sqlx::Result<Option<User>> {
    let sql = "SELECT u.id, u.username, u.email, u.team, u.created_at FROM api_keys k JOIN users u ON u.id = k.user_id \
               WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND u.deleted_at IS NULL";
    on!(db, pool => sqlx::query_as(sql).bind(hash(key)).fetch_optional(pool).await)
}

pub(crate) async fn of_user(db: &Db, user: i64) -> sqlx::Result<Vec<ApiKey>> {
    let sql = "SELECT id, user_id, name, created_at, revoked_at FROM api_keys WHERE user_id = $1 ORDER BY id";
    on!(db, pool => sqlx::query_as(sql).bind(user).fetch_all(pool).await)
}

pub(crate) async fn of_users(db: &Db, users: &[i64]) -> sqlx::Result<Vec<ApiKey>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let select = "SELECT id, user_id, name, created_at, revoked_at FROM api_keys WHERE user_id";
    on!(db, pool => with_ids(select, users, "ORDER BY id").build_query_as().fetch_all(pool).await)
}

pub(crate) async fn create(db: &Db, user: i64, draft: Draft) -> Result<Created> {
    let key = format!("cc_{}", random_hex()?);
    let sql = "INSERT INTO api_keys (user_id, name, key_hash, created_at) VALUES ($1, $2, $3, $4) RETURNING id";
    let id = on!(db, pool => {
        let mut transaction = pool.begin().await?;
        let id = sqlx::query_scalar(sql)
            .bind(user)
            .bind(draft.name)
            .bind(hash(&key))
            .bind(unix_now())
            .fetch_one(&mut *transaction)
            .await?;
        audit::insert(Entry::of_one(user, Action::CreateKey, id)).execute(&mut *transaction).await?;
        transaction.commit().await?;
        id
    });
    Ok(Created { id, key })
}

/// Of one's own keys only.
pub(crate) async fn revoke(db: &Db, user: i64, id: i64) -> Result<()> {
    let sql =
        "UPDATE api_keys SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL";
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        let revoked = sqlx::query(sql)
            .bind(id)
            .bind(user)
            .bind(unix_now())
            .execute(&mut *transaction)
            .await?;
        if revoked.rows_affected() == 0 {
            return Err(Error::NotFound("key"));
        }
        audit::insert(Entry::of_one(user, Action::RevokeKey, id)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    });
    Ok(())
}
