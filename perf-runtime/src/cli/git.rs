//! What git is asked for.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why git did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("git could not be started: {0}; install it, and be in a repository")]
    Start(io::Error),
    #[error(
        "there is no commit `{0}` in this repository: name a branch, a tag or a commit, and fetch it first"
    )]
    NoCommit(String),
    #[error("`git {asked}` failed: {told}")]
    Failed { asked: String, told: String },
}

/// What git answers in this folder, without the white space around it.
fn ask(folder: &Path, words: &[&str]) -> Result<String, Error> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(words)
        // A hook that this is called from says where its own repository is.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .map_err(Error::Start)?;
    if !output.status.success() {
        return Err(Error::Failed {
            asked: words.join(" "),
            told: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether there are changes beside the commit that is checked out; files that git ignores are none.
pub(super) fn is_dirty(folder: &Path) -> Result<bool, Error> {
    ask(folder, &["--no-optional-locks", "status", "--porcelain"])
        .map(|changes| !changes.is_empty())
}

/// The uppermost folder of the work tree.
pub(super) fn top(folder: &Path) -> Result<PathBuf, Error> {
    ask(folder, &["rev-parse", "--show-toplevel"]).map(PathBuf::from)
}

/// The whole id of what is named.
pub(super) fn commit(folder: &Path, named: &str) -> Result<String, Error> {
    let asked = format!("{named}^{{commit}}");
    // What begins with a hyphen is no option.
    let words = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &asked,
    ];
    match ask(folder, &words) {
        // Not being in a repository says so itself.
        Err(Error::Failed { told, .. }) if told.is_empty() => {
            Err(Error::NoCommit(named.to_owned()))
        }
        answer => answer,
    }
}

/// A further work tree, of no branch; it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct WorkTree {
    repository: PathBuf,
    pub(super) path: PathBuf,
}

impl WorkTree {
    /// Checks the commit out at the path, where nothing is but what an earlier run of this program may have left.
    pub(super) fn add(repository: &Path, path: &Path, commit: &str) -> Result<Self, Error> {
        let tree = Self {
            repository: repository.to_owned(),
            path: path.to_owned(),
        };
        tree.remove();
        let at = path.to_string_lossy();
        ask(
            repository,
            &["worktree", "add", "--detach", "--force", &at, commit],
        )?;
        Ok(tree)
    }

    fn remove(&self) {
        let at = self.path.to_string_lossy();
        // As a rule there is none, and where it cannot be removed, the next one says why it cannot be added.
        let _ = ask(&self.repository, &["worktree", "remove", "--force", &at]);
        let _ = std::fs::remove_dir_all(&self.path);
        let _ = ask(&self.repository, &["worktree", "prune"]);
    }
}

impl Drop for WorkTree {
    fn drop(&mut self) {
        self.remove();
    }
}
