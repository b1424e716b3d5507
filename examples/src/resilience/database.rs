//! Which errors of a database may be gone at the next try.

use sqlx::error::DatabaseError;

use super::Transient;

impl Transient for sqlx::Error {
    fn is_transient(&self) -> bool {
        match self {
            Self::Io(_)
            | Self::Tls(_)
            | Self::Protocol(_)
            | Self::PoolTimedOut
            | Self::WorkerCrashed => true,
            Self::Database(error) => error
                .code()
                .is_some_and(|code| passes(error.as_ref(), &code)),
            _ => false,
        }
    }
}

/// Of Postgres: a lost connection, a deadlock, a server that is full or about to stop. Of SQLite: one that is
/// busy, locked, interrupted, or could not read.
fn passes(error: &dyn DatabaseError, code: &str) -> bool {
    if error
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
    {
        // The low byte is the code, what is above says more of it.
        let code: u32 = code.parse().unwrap_or_default();
        return matches!(code & 0xff, 5 | 6 | 9 | 10);
    }
    ["08", "40", "53", "57"]
        .iter()
        .any(|class| code.starts_with(class))
}
