//! Where a server is looked for: in `DATABASE_URL`, else among the private ones.

use std::fmt;
use std::path::Path;

#[cfg(unix)]
use super::cluster::{Cluster, NoCluster};
use crate::fixture::SetUpError;

/// A database that has a server.
pub(super) struct Kind {
    /// As messages call it.
    pub(super) name: &'static str,
    /// The schemes of its URLs.
    pub(super) schemes: &'static [&'static str],
    /// How a URL is written.
    pub(super) example: &'static str,
}

impl Kind {
    /// Whether a URL is of this kind. Other schemes are for other databases.
    pub(super) fn is_of(&self, url: &str) -> bool {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        self.schemes
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
    }

    /// The private server; skips the case where its programs are missing.
    #[cfg(unix)]
    pub(super) async fn private(
        &self,
        database_url: Option<&str>,
        shared: fn() -> Result<&'static Cluster, NoCluster>,
    ) -> Result<&'static Cluster, SetUpError> {
        let name = self.name;
        let cluster = tokio::task::spawn_blocking(shared).await.map_err(|panic| {
            SetUpError::failed(format!("starting a private {name} server: {panic}"))
        })?;
        cluster.map_err(|error| match error {
            NoCluster::NoPrograms { .. } => {
                let advice = format!("install {name}, or set DATABASE_URL");
                SetUpError::skip(self.none(database_url, &error, &advice))
            }
            NoCluster::Failed(_) => {
                SetUpError::failed(self.none(database_url, &error, "set DATABASE_URL"))
            }
        })
    }

    /// There is none on this system.
    #[cfg(not(unix))]
    pub(super) fn private(&self, database_url: Option<&str>) -> SetUpError {
        let why = "a private one is started on Unix only";
        SetUpError::skip(self.none(database_url, &why, "set DATABASE_URL"))
    }

    /// Why there is no server, and what to do.
    fn none(
        &self,
        database_url: Option<&str>,
        why_no_private: &dyn fmt::Display,
        advice: &str,
    ) -> String {
        let Self { name, example, .. } = self;
        let url = match database_url {
            None => "DATABASE_URL is not set",
            Some(_) => "DATABASE_URL names another kind of database",
        };
        format!("there is no {name} server: {url}, and {why_no_private}; {advice} to `{example}`")
    }
}

/// Why it is this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// `DATABASE_URL` names it.
    Url,
    /// We started it; its log is in this file.
    #[cfg_attr(not(unix), expect(dead_code, reason = "one is started on Unix only"))]
    Private(String),
}

impl Origin {
    pub(super) fn is_private(&self) -> bool {
        *self != Self::Url
    }

    /// What to do if the server does not answer.
    pub(super) fn advice(&self) -> String {
        match self {
            Self::Url => {
                "start it, mend DATABASE_URL, or unset it to use a private server".to_owned()
            }
            Self::Private(log) => {
                format!("it was started for this run and should be there; its log is {log}")
            }
        }
    }

    /// The server of this origin, as messages call it: without the user and the password.
    pub(super) fn of(
        &self,
        name: &str,
        socket: Option<&Path>,
        (host, port): (&str, u16),
    ) -> String {
        match (self, socket) {
            (Self::Private(_), _) => format!("the private {name} server"),
            (Self::Url, Some(socket)) => format!("the {name} server at {}", socket.display()),
            (Self::Url, None) => format!("the {name} server at {host}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTGRES: Kind = Kind {
        name: "Postgres",
        schemes: &["postgres", "postgresql"],
        example: "postgres://user:password@host:5432/database",
    };

    #[test]
    fn only_urls_of_the_kind_are_taken() {
        for url in ["postgres://a/b", "postgresql://a/b", "POSTGRES://a/b"] {
            assert!(POSTGRES.is_of(url), "{url}");
        }
        for url in [
            "",
            "sqlite://a",
            "mysql://a/postgres://b",
            "postgres",
            "/postgres:",
        ] {
            assert!(!POSTGRES.is_of(url), "{url}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_skipped_case_says_what_was_missing_where_and_what_to_do() {
        let error = NoCluster::NoPrograms {
            programs: "`initdb`, `pg_ctl` and `postgres`".to_owned(),
            places: "the PATH, /opt/pg/bin".to_owned(),
        };
        assert_eq!(
            POSTGRES.none(None, &error, "install Postgres, or set DATABASE_URL"),
            "there is no Postgres server: DATABASE_URL is not set, and no folder with `initdb`, `pg_ctl` and \
             `postgres` was found in the PATH, /opt/pg/bin; install Postgres, or set DATABASE_URL to \
             `postgres://user:password@host:5432/database`"
        );
        let message = POSTGRES.none(Some("mysql://a/b"), &error, "");
        assert!(
            message.contains("DATABASE_URL names another kind of database"),
            "{message}"
        );
    }
}
