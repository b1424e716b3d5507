//! What is done to users, each with its row in the audit log: both are committed, or neither is.

use serde::Deserialize;
use sqlx::QueryBuilder;

use super::user::{NO_PASSWORD, User};
use crate::audit::{self, Action, Entry};
use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::error::{Error, Result};
use crate::text::not_blank;

/// What is to be said of a user from now on.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    #[serde(deserialize_with = "not_blank")]
    email: String,
    #[serde(deserialize_with = "not_blank")]
    team: String,
}

/// Somebody who did not sign up; there is no password yet.
#[derive(Debug, Deserialize)]
pub(crate) struct Invited {
    #[serde(deserialize_with = "not_blank")]
    pub(super) username: String,
    #[serde(deserialize_with = "not_blank")]
    pub(super) email: String,
    #[serde(deserialize_with = "not_blank")]
    pub(super) team: String,
}

/// To which team a user goes.
#[derive(Debug, Deserialize)]
pub(crate) struct Move {
    pub(super) id: i64,
    #[serde(deserialize_with = "not_blank")]
    pub(super) team: String,
}

pub(super) const MOVE: &str = "UPDATE users SET team = $2 WHERE id = $1 AND deleted_at IS NULL";

pub(crate) async fn update(db: &Db, actor: i64, id: i64, change: Change) -> Result<User> {
    let sql = "UPDATE users SET email = $2, team = $3 WHERE id = $1 AND deleted_at IS NULL \
               RETURNING id, username, email, team, created_at";
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        let updated = sqlx::query_as(sql)
            .bind(id)
            .bind(change.email)
            .bind(change.team)
            .fetch_optional(&mut *transaction)
            .await?;
        let user = updated.ok_or(Error::NotFound("user"))?;
        audit::insert(Entry::of_one(actor, Action::UpdateUser, id)).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(user)
    })
}

pub(crate) async fn delete(db: &Db, actor: i64, id: i64) -> Result<()> {
    let sql = "UPDATE users SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL";
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        let deleted = sqlx::query(sql).bind(id).bind(unix_now()).execute(&mut *transaction).await?;
        found(deleted.rows_affected())?;
        audit::insert(Entry::of_one(actor, Action::DeleteUser, id)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    });
    Ok(())
}

pub(crate) async fn restore(db: &Db, actor: i64, id: i64) -> Result<()> {
    let sql = "UPDATE users SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL";
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        let restored = sqlx::query(sql).bind(id).execute(&mut *transaction).await?;
        found(restored.rows_affected())?;
        audit::insert(Entry::of_one(actor, Action::RestoreUser, id)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    });
    Ok(())
}

/// One statement, however many they are; `invited` must not be empty.
pub(crate) async fn import(db: &Db, actor: i64, invited: Vec<Invited>) -> Result<()> {
    let (now, count) = (unix_now(), invited.len());
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        let mut insert =
            QueryBuilder::new("INSERT INTO users (username, email, team, password_hash, created_at) ");
        insert.push_values(invited, |mut row, user| {
            row.push_bind(user.username).push_bind(user.email).push_bind(user.team);
            row.push_bind(NO_PASSWORD).push_bind(now);
        });
        insert.build().execute(&mut *transaction).await?;
        audit::insert(Entry::of_several(actor, Action::ImportUsers, count)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    });
    Ok(())
}

/// A statement for each, as each may go to another team, and one commit for all of them: it is what waits for the
/// disk. If one of them does not exist, nobody goes anywhere.
pub(crate) async fn move_to_teams(db: &Db, actor: i64, moves: Vec<Move>) -> Result<()> {
    let count = moves.len();
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        for Move { id, team } in moves {
            let moved = sqlx::query(MOVE).bind(id).bind(team).execute(&mut *transaction).await?;
            found(moved.rows_affected())?;
        }
        audit::insert(Entry::of_several(actor, Action::MoveUsers, count)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    });
    Ok(())
}

pub(super) fn found(rows: u64) -> Result<()> {
    if rows == 0 {
        Err(Error::NotFound("user"))
    } else {
        Ok(())
    }
}
