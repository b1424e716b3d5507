//! A MySQL or MariaDB database for one case.
//!
//! ```text
//! server      where the server is: `DATABASE_URL`, else a private one
//! error       what went wrong, and what to do
//! name        what a database is called: who made it, and when
//! owned       databases with such a name: made, dropped, swept
//! template    databases that are filled once
//! copy        a database like another one
//! database    the database of one case, as fixtures
//! ```

mod copy;
mod database;
mod error;
mod name;
mod owned;
mod proxy;
mod server;
mod template;
#[cfg(test)]
mod tests;

pub(super) use database::MySqlDatabase;
