//! Reads the records of a run. What cannot be read is told, and the rest stands.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::record::{Record, SCHEMA};
use super::write::{MARK, Mark, RECORD};

/// What is known of a run, in the order of packages and names.
#[derive(Debug)]
pub(crate) struct Run {
    /// The name of its folder.
    pub(crate) name: String,
    pub(crate) records: Vec<Record>,
    /// Cases that began and left no record: the run was cut off in them, or is still in them.
    pub(crate) unfinished: Vec<Mark>,
    pub(crate) problems: Vec<Problem>,
}

/// A file that is no record, or none that can be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{} could not be read: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} is no record of a case: {error}", path.display())]
    Broken {
        path: PathBuf,
        error: serde_json::Error,
    },
    #[error(
        "{} is of schema {schema}, and this is a reader of schema {SCHEMA}: use the `cargo perf` of the version that wrote it",
        path.display()
    )]
    Schema { path: PathBuf, schema: u32 },
}

/// Why there is no run to read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(
        "there is no run in {}: run the tests first, with `cargo perf run` or `cargo test`",
        .0.display()
    )]
    NoRun(PathBuf),
    #[error("there is no run `{name}` in {}; there are {}", folder.display(), known.join(", "))]
    Unknown {
        name: String,
        folder: PathBuf,
        known: Vec<String>,
    },
    #[error("{} could not be read: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
}

/// The names of the runs in a folder of perf, the latest first.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let runs = folder.join("runs");
    let entries = match fs::read_dir(&runs) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::NoRun(runs));
        }
        Err(error) => return Err(Error::Unreadable { path: runs, error }),
    };
    let mut named: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| {
            let changed = entry.metadata().and_then(|data| data.modified());
            let name = entry.file_name().to_string_lossy().into_owned();
            (changed.unwrap_or(SystemTime::UNIX_EPOCH), name)
        })
        .collect();
    named.sort_by(|a, b| b.cmp(a));
    if named.is_empty() {
        return Err(Error::NoRun(runs));
    }
    Ok(named.into_iter().map(|(_, name)| name).collect())
}

impl Run {
    /// The run of this name in a folder of perf, or the latest one.
    pub(crate) fn find(folder: &Path, name: Option<&str>) -> Result<Self, Error> {
        let name = Self::name(folder, name)?;
        Self::read(&folder.join("runs").join(name))
    }

    /// This name, if there is such a run in a folder of perf, or that of the latest one.
    pub(crate) fn name(folder: &Path, name: Option<&str>) -> Result<String, Error> {
        let mut known = names(folder)?;
        match name {
            None => Ok(known.swap_remove(0)),
            Some(name) if known.iter().any(|known| known == name) => Ok(name.to_owned()),
            Some(name) => Err(Error::Unknown {
                name: name.to_owned(),
                folder: folder.join("runs"),
                known,
            }),
        }
    }

    /// All that lies in the folder of a run.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let paths = paths(folder)?;
        let mut run = Self {
            name: folder
                .file_name()
                .unwrap_or(folder.as_os_str())
                .to_string_lossy()
                .into_owned(),
            records: Vec::new(),
            unfinished: Vec::new(),
            problems: Vec::new(),
        };
        for path in &paths {
            run.read_file(path);
        }
        run.records.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(run)
    }

    fn read_file(&mut self, path: &Path) {
        match path.extension().and_then(OsStr::to_str) {
            Some(RECORD) => keep(path, &mut self.records, &mut self.problems),
            Some(MARK) => keep(path, &mut self.unfinished, &mut self.problems),
            _ => {}
        }
    }
}

/// What lies in a folder, in order.
fn paths(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |error| Error::Unreadable {
        path: folder.to_owned(),
        error,
    };
    let mut paths = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(unreadable)?;
    // What is being written begins with a dot.
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default();
        !name.as_encoded_bytes().starts_with(b".")
    });
    paths.sort();
    Ok(paths)
}

/// A record, or what should be one, and its file.
#[cfg(feature = "cli")]
pub(crate) type Filed = (PathBuf, Result<Record, Problem>);

/// The records that lie in a folder.
#[cfg(feature = "cli")]
pub(crate) fn files(folder: &Path) -> Result<Vec<Filed>, Error> {
    let mut paths = paths(folder)?;
    paths.retain(|path| path.extension().is_some_and(|end| end == RECORD));
    let paths = paths.into_iter();
    Ok(paths
        .map(|path| {
            let record = read_one(&path);
            (path, record)
        })
        .collect())
}

fn key(record: &Record) -> (&str, &str, &str) {
    (&record.package, &record.target, &record.name)
}

/// What says by itself in which form it was written.
trait Versioned: DeserializeOwned {
    fn schema(&self) -> u32;
}

impl Versioned for Record {
    fn schema(&self) -> u32 {
        self.schema
    }
}

impl Versioned for Mark {
    fn schema(&self) -> u32 {
        self.schema
    }
}

fn keep<T: Versioned>(path: &Path, kept: &mut Vec<T>, problems: &mut Vec<Problem>) {
    match read_one(path) {
        Ok(one) => kept.push(one),
        Err(problem) => problems.push(problem),
    }
}

fn read_one<T: Versioned>(path: &Path) -> Result<T, Problem> {
    #[derive(Deserialize)]
    struct Head {
        schema: u32,
    }
    let of_another = |schema| Problem::Schema {
        path: path.to_owned(),
        schema,
    };

    let text = fs::read_to_string(path).map_err(|error| Problem::Unreadable {
        path: path.to_owned(),
        error,
    })?;
    match serde_json::from_str::<T>(&text) {
        Ok(one) if one.schema() != SCHEMA => Err(of_another(one.schema())),
        Ok(one) => Ok(one),
        // One of another form is not told by what in it could not be understood.
        Err(error) => Err(match serde_json::from_str::<Head>(&text) {
            Ok(Head { schema }) if schema != SCHEMA => of_another(schema),
            _ => Problem::Broken {
                path: path.to_owned(),
                error,
            },
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder;

    #[test]
    fn what_is_no_record_is_told() {
        let folder = folder(&[
            ("a.json", "{\"schema\": 1}"),
            ("b.json", "{\"schema\": 2, \"name\": 3}"),
            ("c.json", "not JSON"),
            (".d.json", "half of one"),
            (
                "e.begun",
                r#"{"schema":1,"package":"shop","name":"list","file":"src/a.rs","line":3}"#,
            ),
            ("f.hlog", "something else"),
        ]);
        let run = Run::read(folder.path()).expect("the folder can be read");
        let problems: Vec<_> = run.problems.iter().map(ToString::to_string).collect();
        assert_eq!((run.records.len(), problems.len()), (0, 3), "{problems:?}");
        assert!(problems[0].contains("a.json is no record of a case: missing field"));
        assert!(problems[1].contains("b.json is of schema 2, and this is a reader of schema 1"));
        assert!(problems[2].contains("c.json is no record of a case: expected"));
        assert_eq!(run.unfinished[0].name, "list");
    }

    #[test]
    fn a_run_that_is_not_there_is_told_with_those_that_are() {
        let empty = folder(&[]);
        let told = Run::find(empty.path(), None)
            .expect_err("there is none")
            .to_string();
        assert!(told.starts_with("there is no run in "), "{told}");
        let one = folder(&[("runs/monday/x.txt", "")]);
        let told = Run::find(one.path(), Some("sunday"))
            .expect_err("there is none")
            .to_string();
        assert!(told.ends_with("there are monday"), "{told}");
        assert_eq!(
            Run::find(one.path(), None).expect("the only one").name,
            "monday"
        );
    }
}
