//! Where the programs of Postgres are on this machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fmt, fs};

/// What must be in one folder.
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Where packages put them; a `*` stands for the version.
const USUAL: [&str; 7] = [
    // Debian and Ubuntu.
    "/usr/lib/postgresql/*/bin",
    // Fedora and RHEL, from postgresql.org.
    "/usr/pgsql-*/bin",
    // Alpine.
    "/usr/libexec/postgresql*",
    // Homebrew.
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    // Built from source.
    "/usr/local/pgsql/bin",
];

/// Where to look, in order.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) path: OsString,
    pub(super) usual: Vec<String>,
}

impl Places {
    pub(super) fn usual() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        Self {
            path,
            usual: USUAL.map(str::to_owned).to_vec(),
        }
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the PATH, {}", self.usual.join(", "))
    }
}

/// The folder with the programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs(PathBuf);

impl Programs {
    /// In the first folder of the `PATH` that has them, else the newest in the usual ones.
    pub(super) fn find(places: &Places) -> Option<Self> {
        let on_path = env::split_paths(&places.path).find(|folder| has_programs(folder));
        let newest = || {
            let folders = places.usual.iter().flat_map(|pattern| folders(pattern));
            folders
                .filter(|(_, folder)| has_programs(folder))
                .max_by(|(a, _), (b, _)| a.cmp(b))
                .map(|(_, folder)| folder)
        };
        on_path.or_else(newest).map(Self)
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.0.join("initdb")
    }

    pub(super) fn pg_ctl(&self) -> PathBuf {
        self.0.join("pg_ctl")
    }
}

fn has_programs(folder: &Path) -> bool {
    NEEDED.iter().all(|program| folder.join(program).is_file())
}

/// The folders that a pattern stands for, each with its version.
fn folders(pattern: &str) -> Vec<(Vec<u32>, PathBuf)> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![(Vec::new(), PathBuf::from(pattern))];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter_map(|name| {
            let version = version(name.strip_prefix(prefix)?);
            Some((version, PathBuf::from(format!("{parent}/{name}{after}"))))
        })
        .collect()
}

/// The numbers in a text such as `15`, `9.6` or `@16`.
fn version(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn install(folder: &Path) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        for program in NEEDED {
            fs::write(folder.join(program), "").unwrap();
        }
        folder.to_owned()
    }

    fn places(root: &Path, path: &str) -> Places {
        let usual = ["lib/*/bin", "pgsql-*/bin", "own/bin"]
            .map(|place| format!("{}/{place}", root.display()));
        Places {
            path: root.join(path).into_os_string(),
            usual: usual.to_vec(),
        }
    }

    #[test]
    fn the_newest_version_is_found_by_number() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!(Programs::find(&places(root, "path")), None);
        for (folder, newest) in [
            ("own/bin", "own/bin"),
            ("lib/9.6/bin", "lib/9.6/bin"),
            ("lib/15/bin", "lib/15/bin"),
            ("pgsql-9.5/bin", "lib/15/bin"),
            ("pgsql-16/bin", "pgsql-16/bin"),
        ] {
            install(&root.join(folder));
            assert_eq!(
                Programs::find(&places(root, "path")),
                Some(Programs(root.join(newest)))
            );
        }
    }

    #[test]
    fn the_path_comes_first_and_a_client_alone_is_not_enough() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let newest = install(&root.join("lib/17/bin"));
        fs::create_dir(root.join("client")).unwrap();
        fs::write(root.join("client/initdb"), "").unwrap();
        assert_eq!(
            Programs::find(&places(root, "client")),
            Some(Programs(newest))
        );
        let on_path = install(&root.join("path"));
        assert_eq!(
            Programs::find(&places(root, "path")),
            Some(Programs(on_path))
        );
    }
}
