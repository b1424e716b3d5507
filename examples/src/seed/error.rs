//! Why the tables could not be filled.

use sqlx::error::DatabaseError;

/// Why the tables could not be filled. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Documents and logged errors are spread over the new sessions.
    #[error("documents and error logs need a session to belong to: ask for one at least")]
    NoSession,
    /// The schema is missing, or an older one.
    #[error("the table {table} is missing: the migration {migration} has not been run")]
    NoTable {
        /// With its schema where that is not the usual one.
        table: &'static str,
        /// The name of its file.
        migration: &'static str,
    },
    /// The file may not be written, or the user may not.
    #[error("the database cannot be written to: {0}")]
    ReadOnly(#[source] sqlx::Error),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

/// SQLite: `SQLITE_READONLY` and its extended codes. Postgres: `insufficient_privilege` and
/// `read_only_sql_transaction`.
const READ_ONLY: [&str; 9] = [
    "8", "264", "520", "776", "1032", "1288", "1544", "42501", "25006",
];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(DatabaseError::code);
        if code.is_some_and(|code| READ_ONLY.contains(&code.as_ref())) {
            Self::ReadOnly(error)
        } else {
            Self::Database(error)
        }
    }
}
