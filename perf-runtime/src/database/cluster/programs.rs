//! Where the programs of a server are on this machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fmt, fs};

use super::kind::Kind;

/// Where to look, in order.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) path: OsString,
    pub(super) usual: Vec<String>,
}

impl Places {
    pub(super) fn usual(kind: &Kind) -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        Self {
            path,
            usual: kind.usual.iter().copied().map(str::to_owned).collect(),
        }
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the PATH, {}", self.usual.join(", "))
    }
}

/// The folder with the programs of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs(PathBuf);

impl Programs {
    /// The first of the sets that is anywhere.
    pub(super) fn find(kind: &Kind, places: &Places) -> Option<Self> {
        let mut sets = kind.programs.iter();
        sets.find_map(|names| find(names, places)).map(Self)
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.0.join(program)
    }
}

/// The first folder of the `PATH` that has the programs, else the newest of the usual ones.
fn find(names: &[&str], places: &Places) -> Option<PathBuf> {
    let has_programs = |folder: &Path| names.iter().all(|name| folder.join(name).is_file());
    let on_path = env::split_paths(&places.path).find(|folder| has_programs(folder));
    let newest = || {
        let folders = places.usual.iter().flat_map(|pattern| folders(pattern));
        folders
            .filter(|(_, folder)| has_programs(folder))
            .max_by(|(a, _), (b, _)| a.cmp(b))
            .map(|(_, folder)| folder)
    };
    on_path.or_else(newest)
}

/// What was looked for, as a message says it: "`initdb`, `pg_ctl` and `postgres`".
pub(super) fn enumerate(kind: &Kind) -> String {
    let sets = kind.programs.iter().map(|names| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        match &names[..] {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            names => names.concat(),
        }
    });
    sets.collect::<Vec<_>>().join(", or with ")
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

    const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

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
        assert_eq!(find(&NEEDED, &places(root, "path")), None);
        for (folder, newest) in [
            ("own/bin", "own/bin"),
            ("lib/9.6/bin", "lib/9.6/bin"),
            ("lib/15/bin", "lib/15/bin"),
            ("pgsql-9.5/bin", "lib/15/bin"),
            ("pgsql-16/bin", "pgsql-16/bin"),
        ] {
            install(&root.join(folder));
            assert_eq!(
                find(&NEEDED, &places(root, "path")),
                Some(root.join(newest))
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
        assert_eq!(find(&NEEDED, &places(root, "client")), Some(newest));
        let on_path = install(&root.join("path"));
        assert_eq!(find(&NEEDED, &places(root, "path")), Some(on_path));
    }
}
