//! The server that holds the databases of cases.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use std::{fmt, io};

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use super::error::MySqlError;
#[cfg(unix)]
use crate::database::cluster;
use crate::database::servers::{Kind, Origin};
use crate::fixture::SetUpError;

/// As which it is looked for.
const KIND: Kind = Kind {
    name: "MySQL or MariaDB",
    schemes: &["mysql", "mariadb"],
    example: "mysql://user:password@host:3306/database",
};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The database that every server has, and every user may enter.
const MAINTENANCE: &str = "information_schema";

/// A server, and as whom we use it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    options: MySqlConnectOptions,
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

    pub(super) fn of_url(url: &str) -> Result<Self, MySqlError> {
        let options = MySqlConnectOptions::from_str(url).map_err(MySqlError::BadUrl)?;
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
        let cluster = KIND.private(database_url, cluster::mysql).await?;
        Ok(Self {
            options: cluster::mysql_options(cluster),
            origin: Origin::Private(cluster.log().display().to_string()),
        })
    }

    /// A connection for our own statements, which are not recorded.
    pub(super) async fn connect(&self) -> Result<MySqlConnection, MySqlError> {
        // The application's database need not be there.
        let options = self.options_of(MAINTENANCE).disable_statement_logging();
        self.answer(MySqlConnection::connect_with(&options)).await
    }

    /// Awaits an answer of the server, but not for ever.
    pub(super) async fn answer<T>(
        &self,
        answer: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, MySqlError> {
        let no_answer = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        let answer = timeout(PATIENCE, answer).await.unwrap_or_else(no_answer);
        answer.map_err(|error| MySqlError::of(&error, self))
    }

    /// How an application connects to one of the server's databases.
    pub(super) fn options_of(&self, database: &str) -> MySqlConnectOptions {
        self.options.clone().database(database)
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
        f.write_str(&origin.of("MySQL", socket, address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_in_no_message() {
        let server = Server::of_url("mysql://ann:secret@db.local:3307/app").unwrap();
        assert_eq!(server.to_string(), "the MySQL server at db.local:3307");
        let error = Server::of_url("mysql://ann:secret@[broken/app")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("DATABASE_URL") && !error.contains("secret"),
            "{error}"
        );
    }

    #[test]
    fn urls_of_mysql_and_mariadb_are_taken() {
        assert!(KIND.is_of("mysql://a/b") && KIND.is_of("mariadb://a/b"));
        assert!(!KIND.is_of("postgres://a/b"));
    }
}
