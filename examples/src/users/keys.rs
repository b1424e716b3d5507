//! Users with their keys.

use serde::Serialize;

use super::user::{Filter, User, list};
use crate::api_keys::{self, ApiKey};
use crate::db::Db;
use crate::grouped::grouped;
use crate::page::Page;

#[derive(Debug, Serialize)]
pub(crate) struct WithKeys {
    #[serde(flatten)]
    pub(super) user: User,
    pub(super) keys: Vec<ApiKey>,
}

/// Two statements, however long the page is.
pub(crate) async fn with_keys(db: &Db, filter: &Filter, page: Page) -> sqlx::Result<Vec<WithKeys>> {
    let users = list(db, filter, page).await?;
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let mut keys = grouped(api_keys::of_users(db, &ids).await?, |key| key.user_id);
    Ok(users
        .into_iter()
        .map(|user| WithKeys {
            keys: keys.remove(&user.id).unwrap_or_default(),
            user,
        })
        .collect())
}
