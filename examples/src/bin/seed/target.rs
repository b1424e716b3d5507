//! The database that is to be filled.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

use command_center::Db;
use command_center::seed::Error;
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The database that is to be filled. It is shown without a password.
#[derive(Debug)]
pub(crate) enum Target {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

/// What went wrong, and what to do about it: one message for the person who typed the command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(
        "`{0}` is no database that this program knows: write sqlite:FILE or postgres://USER@HOST/DATABASE"
    )]
    Scheme(String),
    #[error("this is no URL of a database: {0}")]
    Url(#[source] sqlx::Error),
    #[error("there is no file {0}: name another by --database-url, or have it made by --migrate")]
    NoFile(PathBuf),
    #[error("cannot open {target}: {reason}")]
    Open { target: String, reason: String },
    #[error("cannot migrate {target}: {source}")]
    Migrate {
        target: String,
        source: MigrateError,
    },
    #[error(
        "{source}, on {target}\n  run it by --migrate, by a start of the service on that database, or by\n  \
         sqlx migrate run --source {folder} --database-url URL"
    )]
    Schema {
        target: String,
        folder: &'static str,
        source: Error,
    },
    #[error("cannot fill {target}: {source}")]
    Fill { target: String, source: Error },
}

impl Target {
    /// The database of a URL.
    pub(crate) fn of(url: &str) -> Result<Self, Failure> {
        match url.split_once(':') {
            Some(("postgres" | "postgresql", _)) => url.parse().map(Self::Postgres),
            Some(("sqlite", _)) => SqliteConnectOptions::from_str(url).map(Self::Sqlite),
            // No more of it than this, since there may be a password behind it.
            Some((scheme, _)) => return Err(Failure::Scheme(format!("{scheme}:"))),
            None => return Err(Failure::Scheme(url.to_owned())),
        }
        .map_err(Failure::Url)
    }

    /// Opens it, with the schema where that is asked for.
    pub(crate) async fn open(&self, migrate: bool) -> Result<Db, Failure> {
        let db = match self {
            Self::Sqlite(options) => {
                let file = options.get_filename();
                if !migrate && !file.exists() {
                    return Err(Failure::NoFile(file.to_owned()));
                }
                Db::sqlite(options.clone().create_if_missing(migrate)).await
            }
            Self::Postgres(options) => {
                self.answers(options).await?;
                Db::postgres(options.clone()).await
            }
        };
        let db = db.map_err(|error| self.closed(error))?;
        if migrate {
            db.migrate().await.map_err(|source| Failure::Migrate {
                target: self.to_string(),
                source,
            })?;
        }
        Ok(db)
    }

    /// A pool would try again and again, and not say why in the end.
    async fn answers(&self, options: &PgConnectOptions) -> Result<(), Failure> {
        let connection = timeout(PATIENCE, PgConnection::connect_with(options))
            .await
            .map_err(|_| self.closed(format!("no answer within {} s", PATIENCE.as_secs())))?
            .map_err(|error| self.closed(error))?;
        connection.close().await.map_err(|error| self.closed(error))
    }

    fn closed(&self, reason: impl fmt::Display) -> Failure {
        Failure::Open {
            target: self.to_string(),
            reason: reason.to_string(),
        }
    }

    /// With what to do about it.
    pub(crate) fn failure(&self, source: Error) -> Failure {
        let target = self.to_string();
        match source {
            Error::NoTable { .. } => Failure::Schema {
                target,
                folder: match self {
                    Self::Sqlite(_) => "migrations/sqlite",
                    Self::Postgres(_) => "migrations/postgres",
                },
                source,
            },
            _ => Failure::Fill { target, source },
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(options) => write!(f, "sqlite:{}", options.get_filename().display()),
            Self::Postgres(options) => {
                let user = options.get_username();
                let database = options.get_database().unwrap_or(user);
                if let Some(folder) = options.get_socket() {
                    return write!(f, "postgres://{user}@{}/{database}", folder.display());
                }
                let (host, port) = (options.get_host(), options.get_port());
                write!(f, "postgres://{user}@{host}:{port}/{database}")
            }
        }
    }
}
