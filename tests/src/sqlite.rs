//! The shop on SQLite.

pub use sqlx::SqlitePool as Pool;

#[path = "shop.rs"]
mod shop;

pub use shop::*;

/// Its parameters have numbers.
fn sql(text: &'static str) -> &'static str {
    text
}
