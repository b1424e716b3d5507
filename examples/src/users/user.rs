//! Users by themselves.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::error::{Error, Result};
use crate::page::Page;
use crate::text::{not_blank, password};

#[derive(Debug, Clone, Serialize, FromRow)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) team: String,
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

/// In place of a hash: no password opens it, as in `/etc/shadow`.
pub(super) const NO_PASSWORD: &str = "!";

/// `?team=..`, and `?deleted=true` for those who are deleted instead of those who are not.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    team: Option<String>,
    #[serde(default)]
    deleted: bool,
}

pub(crate) async fn list(db: &Db, filter: &Filter, page: Page) -> sqlx::Result<Vec<User>> {
    on!(db, pool => {
        let mut query = QueryBuilder::new(
            "SELECT id, username, email, team, created_at FROM users WHERE deleted_at IS ",
        );
        query.push(if filter.deleted { "NOT NULL" } else { "NULL" });
        if let Some(team) = &filter.team {
            query.push(" AND team = ").push_bind(team);
        }
        query.push(" ORDER BY id LIMIT ").push_bind(page.limit);
        query.push(" OFFSET ").push_bind(page.offset);
        query.build_query_as().fetch_all(pool).await
    })
}

pub(crate) async fn find(db: &Db, id: i64) -> Result<User> {
    let sql = "SELECT id, username, email, team, created_at FROM users WHERE id = $1 AND deleted_at IS NULL";
    let user = on!(db, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool).await?);
    user.ok_or(Error::NotFound("user"))
}

pub(crate) async fn by_username(db: &Db, username: &str) -> Result<User> {
    let sql = "SELECT id, username, email, team, created_at FROM users WHERE username = $1 AND deleted_at IS NULL";
    let user = on!(db, pool => sqlx::query_as(sql).bind(username).fetch_optional(pool).await?);
    user.ok_or(Error::NotFound("user"))
}

pub(crate) async fn by_email(db: &Db, email: &str) -> Result<User> {
    let sql = "SELECT id, username, email, team, created_at FROM users WHERE email = $1 AND deleted_at IS NULL";
    let user = on!(db, pool => sqlx::query_as(sql).bind(email).fetch_optional(pool).await?);
    user.ok_or(Error::NotFound("user"))
}

pub(crate) async fn create(
    db: &Db,
    username: String,
    email: String,
    password_hash: String,
) -> sqlx::Result<User> {
    let sql = "INSERT INTO users (username, email, password_hash, created_at) VALUES ($1, $2, $3, $4) \
               RETURNING id, username, email, team, created_at";
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
    let sql = "SELECT id, password_hash FROM users \
               WHERE username = $1 AND deleted_at IS NULL AND password_hash <> $2";
    on!(db, pool =>
        sqlx::query_as(sql)
            .bind(username)
            .bind(NO_PASSWORD)
            .fetch_optional(pool)
            .await)
}
