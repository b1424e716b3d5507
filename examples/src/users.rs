//! The people who work with the service.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::page::Page;
use crate::text::{not_blank, password};

#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) created_at: i64,
}

/// What someone who signs up says.
#[derive(Deserialize)]
pub(crate) struct SignUp {
    #[serde(deserialize_with = "not_blank")]
    pub(crate) username: String,
    #[serde(deserialize_with = "not_blank")]
    pub(crate) email: String,
    #[serde(deserialize_with = "password")]
    pub(crate) password: String,
}

/// What a password is checked against.
#[derive(FromRow)]
pub(crate) struct Credentials {
    pub(crate) id: i64,
    pub(crate) password_hash: String,
}

pub(crate) async fn list(db: &Db, page: Page) -> sqlx::Result<Vec<User>> {
    let sql = "SELECT id, username, email, created_at FROM users ORDER BY id LIMIT $1 OFFSET $2";
    on!(db, pool => sqlx::query_as(sql).bind(page.limit).bind(page.offset).fetch_all(pool).await)
}

pub(crate) async fn create(
    db: &Db,
    username: String,
    email: String,
    password_hash: String,
) -> sqlx::Result<User> {
    let sql = "INSERT INTO users (username, email, password_hash, created_at) VALUES ($1, $2, $3, $4) \
               RETURNING id, username, email, created_at";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(username)
            .bind(email)
            .bind(password_hash)
            .bind(unix_now())
            .fetch_one(pool)
            .await)
}

pub(crate) async fn credentials(db: &Db, username: &str) -> sqlx::Result<Option<Credentials>> {
    let sql = "SELECT id, password_hash FROM users WHERE username = $1";
    on!(db, pool => sqlx::query_as(sql).bind(username).fetch_optional(pool).await)
}
