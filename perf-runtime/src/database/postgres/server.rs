//! The server that holds the databases of cases.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use std::{fmt, io};

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use super::error::PostgresError;
#[cfg(unix)]
use crate::database::cluster;
use crate::database::servers::{Kind, Origin};
use crate::fixture::SetUpError;

/// As which it is looked for.
const KIND: Kind = Kind {
    name: "Postgres",
    schemes: &["postgres", "postgresql"],
    example: "postgres://user:password@host:5432/database",
};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_mins(2);

/// The database that every server has.
const MAINTENANCE: &str = "postgres";

/// A server, and as whom we use it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    options: PgConnectOptions,
    origin: Origin,
}

impl Server {
    /// The server of `DATABASE_URL`, else a private one; skips the case where there is neither.
    pub(super) async fn find(database_url: Option<&str>) -> Result<Self, SetUpError> {
        match database_url {
            Some(url) if KIND.is_of(url) => Ok(Self::of_url(url)?),
            _ => Self::private(database_url).await,
        }
    }

    pub(super) fn of_url(url: &str) -> Result<Self, PostgresError> {
        let options = PgConnectOptions::from_str(url).map_err(PostgresError::BadUrl)?;
        Ok(Self {
            options,
            origin: Origin::Url,
        })
    }

    #[cfg(not(unix))]
    async fn private(database_url: Option<&str>) -> Result<Self, SetUpError> {
        Err(KIND.private(database_url))
    }

    #[cfg(unix)]
    async fn private(database_url: Option<&str>) -> Result<Self, SetUpError> {
        let cluster = KIND.private(database_url, cluster::postgres).await?;
        Ok(Self {
            options: cluster::postgres_options(cluster),
            origin: Origin::Private(cluster.log().display().to_string()),
        })
    }

    /// A connection for our own statements, which are not recorded.
    pub(super) async fn connect(&self) -> Result<PgConnection, PostgresError> {
        let options = self.options.clone().disable_statement_logging();
        let connect = async {
            match PgConnection::connect_with(&options).await {
                // The application's database need not be there, and without a name Postgres takes the user's.
                Err(error) if is_without_database(&error) => {
                    PgConnection::connect_with(&options.database(MAINTENANCE)).await
                }
                connected => connected,
            }
        };
        self.answer(connect).await
    }

    /// Awaits an answer of the server, but not for ever.
    pub(super) async fn answer<T>(
        &self,
        answer: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, PostgresError> {
        let no_answer = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        let answer = timeout(PATIENCE, answer).await.unwrap_or_else(no_answer);
        answer.map_err(|error| PostgresError::of(&error, self))
    }

    /// How an application connects to one of the server's databases.
    pub(super) fn options_of(&self, database: &str) -> PgConnectOptions {
        self.options.clone().database(database)
    }

    /// Tells it from other servers, and from itself as seen by another user.
    pub(super) fn key(&self) -> String {
        self.options.to_url_lossy().to_string()
    }

    pub(super) fn is_private(&self) -> bool {
        self.origin.is_private()
    }

    /// What to do if it does not answer.
    pub(super) fn advice(&self) -> String {
        self.origin.advice()
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options, origin } = self;
        let socket = options.get_socket().map(PathBuf::as_path);
        let address = (options.get_host(), options.get_port());
        f.write_str(&origin.of("Postgres", socket, address))
    }
}

/// SQLSTATE `invalid_catalog_name`: the server is there, the database is not.
fn is_without_database(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(DatabaseError::code)
        .is_some_and(|code| code == "3D000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_in_no_message() {
        let server = Server::of_url("postgres://ann:secret@db.local:5433/app").unwrap();
        assert_eq!(server.to_string(), "the Postgres server at db.local:5433");
        let error = Server::of_url("postgres://ann:secret@[broken/app")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("DATABASE_URL") && !error.contains("secret"),
            "{error}"
        );
    }
}
