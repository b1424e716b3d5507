//! SQLite databases: a file for each case, copied from a template.

mod database;
mod plans;
mod template;
mod trace;

pub(super) use database::SqliteFile;
