//! What a user prefers: names and values, of which the service knows nothing.

use std::collections::BTreeMap;

use sqlx::QueryBuilder;

use crate::db::{Db, on};

pub(crate) type Settings = BTreeMap<String, String>;

pub(crate) async fn of_user(db: &Db, user: i64) -> sqlx::Result<Settings> {
    let sql = "SELECT name, value FROM user_settings WHERE user_id = $1";
    let rows: Vec<(String, String)> =
        on!(db, pool => sqlx::query_as(sql).bind(user).fetch_all(pool).await?);
    Ok(rows.into_iter().collect())
}

/// One statement, however many there are; what is not named stays as it is. `settings` must not be empty.
pub(crate) async fn set(db: &Db, user: i64, settings: Settings) -> sqlx::Result<()> {
    on!(db, pool => {
        let mut upsert = QueryBuilder::new("INSERT INTO user_settings (user_id, name, value) ");
        upsert.push_values(settings, |mut row, (name, value)| {
            row.push_bind(user).push_bind(name).push_bind(value);
        });
        upsert.push(" ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value");
        upsert.build().execute(pool).await.map(drop)
    })
}
