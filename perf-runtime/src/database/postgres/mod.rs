//! A Postgres database for one case.
//!
//! ```text
//! server      where the server is: `DATABASE_URL`, else a private one
//! error       what went wrong, and what to do
//! name        what a database is called
//! owned       databases with a mark: made, dropped, swept
//! plans       how statements would be run
//! counting    has statements tell what they cost
//! database    the database of one case, as fixtures
//! ```

mod counting;
mod database;
mod error;
mod name;
mod owned;
mod plans;
mod proxy;
mod server;
mod stock;
mod template;
#[cfg(test)]
pub(super) mod tests;

pub(super) use database::PostgresDatabase;
