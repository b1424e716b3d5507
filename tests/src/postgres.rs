//! The shop on Postgres.

pub use sqlx::PgPool as Pool;
use sqlx::Postgres as Database;

#[path = "shop.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "one application, on each of the databases"
)]
mod shop;

pub use shop::*;

/// Its parameters have numbers.
fn sql(text: &'static str) -> &'static str {
    text
}
