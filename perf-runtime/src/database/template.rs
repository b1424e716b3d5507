//! Databases that are filled once and cloned for each case.
//!
//! A template is known by the binary that fills it and by what it is filled with. A binary that was built anew has
//! templates of its own: what a dataset function does cannot be seen from outside. So a dataset must not depend on
//! anything else that changes, such as a file or the date; `PERF_TEMPLATES=off` has each case fill its own database.

use std::collections::HashMap;
use std::fs::Metadata;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};
use std::{env, fs, io};

use tokio::sync::OnceCell;

use crate::hash::Fnv;
use crate::sync::lock;

/// A test binary, as it was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binary {
    pub(super) path: PathBuf,
    /// Another one once it was built anew: sixteen hexadecimal digits.
    pub(super) build: String,
}

impl Binary {
    /// The one that runs, as it was when it was first asked for; `None` where it cannot be looked at.
    pub(super) fn current() -> Option<&'static Self> {
        static CURRENT: LazyLock<Option<Binary>> =
            LazyLock::new(|| Binary::at(&env::current_exe().ok()?).ok());
        CURRENT.as_ref()
    }

    /// The one that lies at the path now.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self {
            path: path.to_owned(),
            build: build(path, &metadata)?,
        })
    }

    /// Whether it is gone or was built anew. A file that cannot be looked at is still there.
    #[cfg(any(feature = "postgres", feature = "mysql", test))]
    pub(super) fn is_stale(&self) -> bool {
        match Self::at(&self.path) {
            Ok(now) => now != *self,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }
}

/// The template that a content is to have.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) binary: &'static Binary,
    /// Tells it from those of other contents and other builds.
    pub(super) name: String,
}

fn build(path: &Path, metadata: &Metadata) -> io::Result<String> {
    let mut hash = Fnv::default();
    (path, metadata.modified()?, metadata.len()).hash(&mut hash);
    Ok(format!("{:016x}", hash.finish()))
}

/// The templates that this process knows, by their names: each is made or found once.
#[derive(Debug)]
pub(super) struct Known<T>(Mutex<HashMap<String, Arc<Once<T>>>>);

type Once<T> = OnceCell<Result<T, String>>;

impl<T: Clone> Known<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    /// The template of this name; `make` is awaited for the first case that asks, and a failure stays. Where that case
    /// is given up in the middle, the next one goes on from the start.
    pub(super) async fn get(
        &self,
        name: &str,
        make: impl Future<Output = Result<T, String>>,
    ) -> Result<T, String> {
        let once = Arc::clone(lock(&self.0).entry(name.to_owned()).or_default());
        once.get_or_init(|| make).await.clone()
    }

    /// Forgets a template that is not there any more.
    pub(super) fn forget(&self, name: &str) {
        lock(&self.0).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_is_stale_when_it_was_built_anew_or_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("binary");
        fs::write(&path, "one").unwrap();
        let binary = Binary::at(&path).unwrap();
        assert!(!binary.is_stale());
        assert_eq!(Binary::at(&path).unwrap(), binary);

        fs::write(&path, "another").unwrap();
        assert!(binary.is_stale());
        fs::remove_file(&path).unwrap();
        assert!(binary.is_stale());
    }

    #[tokio::test]
    async fn a_template_is_made_once_whether_that_fails_or_not() {
        let known = Known::new();
        for (name, made) in [("a", Ok(1)), ("b", Err("no".to_owned()))] {
            assert_eq!(known.get(name, async { made.clone() }).await, made);
            assert_eq!(known.get(name, async { Ok(2) }).await, made);
            known.forget(name);
            assert_eq!(known.get(name, async { Ok(2) }).await, Ok(2));
        }
    }
}
