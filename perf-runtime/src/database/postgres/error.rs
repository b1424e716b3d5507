//! What can go wrong with a server, and what to do about it.

use sqlx::error::DatabaseError;

use super::server::Server;

/// Why there is no database for a case.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostgresError {
    #[error(
        "DATABASE_URL is not the URL of a Postgres server ({0}): \
         write it as `postgres://user:password@host:5432/database`"
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
        "{server} does not let its user create databases ({cause}): run `ALTER ROLE .. CREATEDB` as an \
         administrator, name another user in DATABASE_URL, or unset it to use a private server"
    )]
    MayNotCreate { server: String, cause: String },
    #[error("{server} runs Postgres {version}; 13 or newer is needed")]
    TooOld { server: String, version: String },
    #[error(
        "{server} has no connection left ({cause}): close some, raise its `max_connections`, \
         or run fewer tests at once with `--test-threads`"
    )]
    Full { server: String, cause: String },
    #[error("{server} has lost a template ({cause}): run the tests again")]
    NoTemplate { server: String, cause: String },
    #[error(
        "{server} has no room left ({cause}): free some, or, where it is a private one, set TMPDIR to a folder that has more"
    )]
    NoRoom { server: String, cause: String },
    #[error(
        "no thread could be started for the databases of Postgres ({0}): run fewer tests at once"
    )]
    NoThread(String),
    #[error("{server} refused: {cause}")]
    Other { server: String, cause: String },
}

/// SQLSTATE codes, see appendix A of the Postgres manual.
mod code {
    pub(super) const INSUFFICIENT_PRIVILEGE: &str = "42501";
    pub(super) const TOO_MANY_CONNECTIONS: &str = "53300";
    pub(super) const DISK_FULL: &str = "53100";
    /// A database that is not there.
    pub(super) const INVALID_CATALOG_NAME: &str = "3D000";
    /// Class 28: the user is unknown, may not log in, or gave a wrong password.
    pub(super) const INVALID_AUTHORIZATION: &str = "28";
    /// Class 57: the server is being started or stopped.
    pub(super) const OPERATOR_INTERVENTION: &str = "57";
}

impl PostgresError {
    /// Sorts an error of sqlx by what there is to do.
    pub(super) fn of(error: &sqlx::Error, server: &Server) -> Self {
        let cause = cause(error);
        let code = error
            .as_database_error()
            .and_then(DatabaseError::code)
            .unwrap_or_default()
            .into_owned();
        let name = server.to_string();
        match (error, &*code) {
            (_, code::INSUFFICIENT_PRIVILEGE) => Self::MayNotCreate {
                server: name,
                cause,
            },
            (_, code::TOO_MANY_CONNECTIONS) => Self::Full {
                server: name,
                cause,
            },
            (_, code::INVALID_CATALOG_NAME) => Self::NoTemplate {
                server: name,
                cause,
            },
            (_, code::DISK_FULL) => Self::NoRoom {
                server: name,
                cause,
            },
            (_, code) if code.starts_with(code::INVALID_AUTHORIZATION) => Self::NotLetIn {
                server: name,
                cause,
            },
            (_, code) if code.starts_with(code::OPERATOR_INTERVENTION) => {
                Self::unreachable(server, cause)
            }
            (sqlx::Error::Io(_), _) => Self::unreachable(server, cause),
            _ => Self::Other {
                server: name,
                cause,
            },
        }
    }

    fn unreachable(server: &Server, cause: String) -> Self {
        Self::Unreachable {
            server: server.to_string(),
            cause,
            advice: server.advice(),
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
