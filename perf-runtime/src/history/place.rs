//! Where a history is.

use std::fmt;
use std::path::{Path, PathBuf};

/// The name of the file in the folder of perf.
const FILE: &str = "history.sqlite";

/// A file of SQLite, or a database of Postgres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    Postgres(String),
}

impl Place {
    /// As `PERF_HISTORY` says it, a path or a URL; else in the folder of perf.
    pub(crate) fn of(said: Option<&str>, folder: &Path) -> Self {
        match said {
            None => Self::File(folder.join(FILE)),
            Some(url) if is_postgres(url) => Self::Postgres(url.to_owned()),
            Some(path) => {
                let path = path.strip_prefix("sqlite:").unwrap_or(path);
                Self::File(path.strip_prefix("//").unwrap_or(path).into())
            }
        }
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Without user, password and options, which are nobody's business in a log.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split('?').next().unwrap_or_default();
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "postgres://{host}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_file_unless_it_is_a_url_of_postgres() {
        let of = |said| Place::of(said, Path::new("/perf"));
        let file = |path: &str| Place::File(path.into());
        assert_eq!(of(None), file("/perf/history.sqlite"));
        assert_eq!(of(Some("/a b/c.db")), file("/a b/c.db"));
        assert_eq!(of(Some("sqlite:///a/c.db")), file("/a/c.db"));
        assert_eq!(of(Some("sqlite:c.db")), file("c.db"));
        let team = of(Some("postgresql://me:s@cret@db:5432/perf?sslmode=disable"));
        assert_eq!(team.to_string(), "postgres://db:5432/perf");
    }
}
