//! The shop on MySQL and MariaDB.

use sqlx::{AssertSqlSafe, SqlSafeStr};

use sqlx::MySql as Database;
pub use sqlx::MySqlPool as Pool;

#[path = "shop.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "one application, on each of the databases"
)]
mod shop;

pub use shop::*;

/// Its parameters have no numbers.
fn sql(text: &'static str) -> impl SqlSafeStr {
    AssertSqlSafe(text.replace("$1", "?").replace("$2", "?"))
}
