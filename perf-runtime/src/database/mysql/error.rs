//! What can go wrong with a server, and what to do about it.

use sqlx::mysql::MySqlDatabaseError;

use super::server::Server;

/// Why there is no database for a case.
#[derive(Debug, thiserror::Error)]
pub(super) enum MySqlError {
    #[error(
        "DATABASE_URL is not the URL of a MySQL server ({0}): \
         write it as `mysql://user:password@host:3306/database`"
    )]
    BadUrl(sqlx::Error),
    #[error("{server} does not let us in ({cause}): mend the user or the password in DATABASE_URL")]
    NotLetIn { server: String, cause: String },
    #[error("{server} cannot be reached ({cause}): {advice}")]
    Unreachable {
        server: String,
        cause: String,
        advice: String,
    },
    #[error(
        "{server} does not let its user create databases ({cause}): run \
         ``GRANT ALL ON `perf\\_%`.* TO ..`` as an administrator, name another user in DATABASE_URL, or unset it \
         to use a private server"
    )]
    MayNotCreate { server: String, cause: String },
    #[error("{server} runs {version}; MySQL 5.7 or MariaDB 10.2 or newer is needed")]
    TooOld { server: String, version: String },
    #[error(
        "{server} has no connection left ({cause}): close some, raise its `max_connections`, \
         or run fewer tests at once with `--test-threads`"
    )]
    Full { server: String, cause: String },
    #[error(
        "{server} has no room left ({cause}): free some, or, where it is a private one, set TMPDIR to a folder that has more"
    )]
    NoRoom { server: String, cause: String },
    #[error("{server} has lost a template: run the tests again")]
    NoTemplate { server: String },
    #[error("{server} refused: {cause}")]
    Other { server: String, cause: String },
}

/// Numbers of errors, see "Server Error Message Reference" in the MySQL manual.
mod number {
    pub(super) const CONNECTIONS: [u16; 3] = [
        1040, // ER_CON_COUNT_ERROR
        1203, // ER_TOO_MANY_USER_CONNECTIONS
        1226, // ER_USER_LIMIT_REACHED
    ];
    pub(super) const NOT_LET_IN: [u16; 4] = [
        1045, // ER_ACCESS_DENIED_ERROR
        1130, // ER_HOST_NOT_PRIVILEGED
        1698, // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
        3118, // ER_ACCOUNT_HAS_BEEN_LOCKED
    ];
    pub(super) const MISSING_RIGHTS: [u16; 5] = [
        1044, // ER_DBACCESS_DENIED_ERROR
        1142, // ER_TABLEACCESS_DENIED_ERROR
        1227, // ER_SPECIFIC_ACCESS_DENIED_ERROR
        1290, // ER_OPTION_PREVENTS_STATEMENT, such as --read-only
        1836, // ER_READ_ONLY_MODE
    ];
    pub(super) const NO_ROOM: [u16; 3] = [
        1021, // ER_DISK_FULL
        1041, // ER_OUT_OF_RESOURCES
        1114, // ER_RECORD_FILE_FULL
    ];
    /// `ER_SERVER_SHUTDOWN`.
    pub(super) const SHUTDOWN: u16 = 1053;
}

impl MySqlError {
    /// Sorts an error of sqlx by what there is to do.
    pub(super) fn of(error: &sqlx::Error, at: &Server) -> Self {
        let server = at.to_string();
        let cause = cause(error);
        let number = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>())
            .map(MySqlDatabaseError::number);
        match (error, number) {
            (_, Some(code)) if number::CONNECTIONS.contains(&code) => Self::Full { server, cause },
            (_, Some(code)) if number::NOT_LET_IN.contains(&code) => {
                Self::NotLetIn { server, cause }
            }
            (_, Some(code)) if number::MISSING_RIGHTS.contains(&code) => {
                Self::MayNotCreate { server, cause }
            }
            (_, Some(code)) if number::NO_ROOM.contains(&code) => Self::NoRoom { server, cause },
            (sqlx::Error::Io(_), _) | (_, Some(number::SHUTDOWN)) => Self::Unreachable {
                server,
                cause,
                advice: at.advice(),
            },
            _ => Self::Other { server, cause },
        }
    }
}

/// What the server or the system said, without sqlx's preface.
fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}
