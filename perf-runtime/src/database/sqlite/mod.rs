//! SQLite databases: a file for each case, copied from a template.

mod database;
mod template;

pub(super) use database::SqliteFile;
