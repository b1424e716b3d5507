//! Who did what: a row for each change of an account, written in the transaction of the change.

use serde::{Deserialize, Serialize};
use sqlx::query::Query;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::clock::unix_now;
use crate::db::{Db, as_text, on};
use crate::page::Page;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    UpdateUser,
    DeleteUser,
    RestoreUser,
    ImportUsers,
    MoveUsers,
    CreateKey,
    RevokeKey,
}

as_text!(Action {
    UpdateUser = "update_user",
    DeleteUser = "delete_user",
    RestoreUser = "restore_user",
    ImportUsers = "import_users",
    MoveUsers = "move_users",
    CreateKey = "create_key",
    RevokeKey = "revoke_key",
});

/// What is to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    actor_id: i64,
    action: Action,
    subject_id: Option<i64>,
    changed: i64,
}

impl Entry {
    pub(crate) fn of_one(actor_id: i64, action: Action, subject_id: i64) -> Self {
        Self {
            actor_id,
            action,
            subject_id: Some(subject_id),
            changed: 1,
        }
    }

    pub(crate) fn of_several(actor_id: i64, action: Action, changed: usize) -> Self {
        Self {
            actor_id,
            action,
            subject_id: None,
            changed: i64::try_from(changed).unwrap_or(i64::MAX),
        }
    }
}

/// The statement that writes it, for the transaction of what it tells of.
pub(crate) fn insert<DB>(entry: Entry) -> Query<'static, DB, DB::Arguments>
where
    DB: Database<Arguments: Default>,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
    Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
    Action: for<'q> Encode<'q, DB> + Type<DB>,
{
    let sql = "INSERT INTO audit_log (actor_id, action, subject_id, changed, at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(entry.actor_id)
        .bind(entry.action)
        .bind(entry.subject_id)
        .bind(entry.changed)
        .bind(unix_now())
}

/// A row of the log, with the name of who did it.
#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Logged {
    id: i64,
    actor: String,
    action: Action,
    subject_id: Option<i64>,
    changed: i64,
    at: i64,
}

/// `?actor_id=..`, `?action=..`: all of it where neither is said.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    actor_id: Option<i64>,
    action: Option<Action>,
}

/// Newest first.
pub(crate) async fn list(db: &Db, filter: &Filter, page: Page) -> sqlx::Result<Vec<Logged>> {
    on!(db, pool => {
        let mut query = QueryBuilder::new(
            "SELECT log.id, u.username AS actor, log.action, log.subject_id, log.changed, log.at \
             FROM audit_log log JOIN users u ON u.id = log.actor_id WHERE 1 = 1",
        );
        if let Some(actor_id) = filter.actor_id {
            query.push(" AND log.actor_id = ").push_bind(actor_id);
        }
        if let Some(action) = filter.action {
            query.push(" AND log.action = ").push_bind(action);
        }
        query.push(" ORDER BY log.id DESC LIMIT ").push_bind(page.limit);
        query.push(" OFFSET ").push_bind(page.offset);
        query.build_query_as().fetch_all(pool).await
    })
}
