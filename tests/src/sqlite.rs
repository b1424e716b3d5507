//! The shop on SQLite.

use sqlx::Sqlite as Database;
pub use sqlx::SqlitePool as Pool;

#[path = "shop.rs"]
mod shop;

pub use shop::*;

/// Its parameters have numbers.
fn sql(text: &'static str) -> &'static str {
    text
}
