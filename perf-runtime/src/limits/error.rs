//! What can be wrong with `perf.toml`, and what to write instead.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

/// The nearest of some names, if one is near: a third of its letters may differ.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(word, name), name))
        .filter(|(distance, name)| *distance <= name.len().max(word.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `did you mean `a`?`, or all that there are.
pub(crate) fn hint<'a>(word: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(nearest) = nearest(word, names.clone()) {
        return format!("did you mean `{nearest}`?");
    }
    let all: Vec<_> = names.collect();
    if all.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there is {}", all.join(", "))
    }
}

/// Why the limits of a case cannot be told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Error {
    /// It is there and cannot be read.
    #[error("{path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    /// What is written in it is wrong.
    #[error("{0}")]
    Wrong(Problems),
    /// The case names a limit, and there is no file.
    #[error(
        "{wanted} needs a perf.toml, and there is none in {}: make one beside Cargo.toml, or at the root of the workspace",
        in_words(looked_in)
    )]
    NoFile {
        wanted: String,
        looked_in: Vec<PathBuf>,
    },
    /// The file lacks what the case names.
    #[error("{wanted}, and {path} has no `{table}`: {hint}")]
    Missing {
        wanted: String,
        path: PathBuf,
        table: String,
        hint: String,
    },
    /// A row says something that is not judged for this case.
    #[error(
        "{path}:{line}: `{key}` is not judged under `#[{kind}]`: take it out, or name another limit"
    )]
    NotJudged {
        path: PathBuf,
        line: usize,
        key: String,
        kind: &'static str,
    },
    /// A figure without a limit can never be missed.
    #[error(
        "`metric({name:?})` has no limit: write `metric({name:?}, min = ..)` or `max = ..`, or `[metrics.{name}]` in perf.toml"
    )]
    NoLimit { name: &'static str },
}

fn in_words(folders: &[PathBuf]) -> String {
    let folders: Vec<_> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    folders.join(" or ")
}

/// All that is wrong with a file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problems {
    pub(super) path: PathBuf,
    pub(super) list: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Problem {
    /// From 1.
    pub(super) line: usize,
    pub(super) message: String,
}

impl Problems {
    pub(super) fn new(path: &Path, mut list: Vec<Problem>) -> Self {
        list.sort();
        Self {
            path: path.to_owned(),
            list,
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        for (index, Problem { line, message }) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_char('\n')?;
            }
            write!(f, "{path}:{line}: {message}")?;
        }
        Ok(())
    }
}
