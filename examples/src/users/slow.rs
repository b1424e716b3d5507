//! Requests as they were before they were mended. The answers are the same. They are kept to show what that costs.

use super::changes::{Invited, MOVE, Move, found};
use super::keys::WithKeys;
use super::user::{Filter, NO_PASSWORD, list};
use crate::api_keys;
use crate::audit::{self, Action, Entry};
use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::error::Result;
use crate::page::Page;

/// The keys of each user by themselves: a statement a user.
pub(crate) async fn with_keys(db: &Db, filter: &Filter, page: Page) -> sqlx::Result<Vec<WithKeys>> {
    let mut with_keys = Vec::new();
    for user in list(db, filter, page).await? {
        let keys = api_keys::of_user(db, user.id).await?;
        with_keys.push(WithKeys { user, keys });
    }
    Ok(with_keys)
}

/// The keys of the whole page, as they should be, but the statement has slipped into the loop: a page that is twice as
/// long reads four times as many.
pub(crate) async fn with_all_keys(
    db: &Db,
    filter: &Filter,
    page: Page,
) -> sqlx::Result<Vec<WithKeys>> {
    let users = list(db, filter, page).await?;
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let mut with_keys = Vec::new();
    for user in users {
        let mut keys = api_keys::of_users(db, &ids).await?;
        keys.retain(|key| key.user_id == user.id);
        with_keys.push(WithKeys { user, keys });
    }
    Ok(with_keys)
}

/// A statement for each, in one transaction all the same.
pub(crate) async fn import(db: &Db, actor: i64, invited: Vec<Invited>) -> Result<()> {
    let sql = "INSERT INTO users (username, email, team, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)";
    let (now, count) = (unix_now(), invited.len());
    on!(db, pool => {
        let mut transaction = pool.begin().await?;
        for user in invited {
            sqlx::query(sql)
                .bind(user.username)
                .bind(user.email)
                .bind(user.team)
                .bind(NO_PASSWORD)
                .bind(now)
                .execute(&mut *transaction)
                .await?;
        }
        audit::insert(Entry::of_several(actor, Action::ImportUsers, count)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    });
    Ok(())
}

/// A transaction for each: every one of them waits for the disk, and what went before a failure stays.
pub(crate) async fn move_to_teams(db: &Db, actor: i64, moves: Vec<Move>) -> Result<()> {
    on!(db, pool => {
        for Move { id, team } in moves {
            let mut transaction = pool.begin().await?;
            let moved = sqlx::query(MOVE).bind(id).bind(team).execute(&mut *transaction).await?;
            found(moved.rows_affected())?;
            audit::insert(Entry::of_one(actor, Action::MoveUsers, id)).execute(&mut *transaction).await?;
            transaction.commit().await?;
        }
    });
    Ok(())
}
