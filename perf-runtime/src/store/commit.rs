//! The commit that a run is of, from the files of its repository: a test starts no process to ask git.
//!
//! Sources: gitrepository-layout(5), gitglossary(7).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::envs::Envs;

/// Hexadecimal digits of an id, by SHA-1 and by SHA-256.
const ID_LENGTHS: [usize; 2] = [40, 64];

/// What was checked out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Commit {
    /// The whole of it.
    pub(crate) id: String,
    /// Nothing where none is checked out, and no CI names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) branch: Option<String>,
    /// Whether there were changes beside it; known where `cargo perf run` has asked git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dirty: Option<bool>,
}

impl Commit {
    /// The one that the tests of this process are of, looked for once.
    pub(crate) fn get() -> Option<&'static Self> {
        static COMMIT: OnceLock<Option<Commit>> = OnceLock::new();
        let find = || {
            let envs = Envs::get();
            let package = envs.package.as_ref().map(|(_, folder)| folder.clone());
            Self::of(&package.or_else(|| env::current_dir().ok())?, envs)
        };
        COMMIT.get_or_init(find).as_ref()
    }

    /// The one that a folder is in the repository of. Where there is no repository, as in many containers, or no branch, as CI
    /// checks out, it is as CI says.
    fn of(folder: &Path, envs: &Envs) -> Option<Self> {
        let (id, branch) = match folder.ancestors().find_map(Repository::at) {
            Some(repository) => repository.head()?,
            None => (envs.commit.clone().filter(|id| is_id(id))?, None),
        };
        Some(Self {
            id,
            branch: branch.or_else(|| envs.branch.clone()),
            dirty: envs.dirty,
        })
    }
}

/// Where git keeps what it knows.
struct Repository {
    /// What this work tree has for itself: `HEAD`.
    own: PathBuf,
    /// What all work trees share: the branches.
    common: PathBuf,
}

impl Repository {
    /// Of the work tree whose uppermost folder this is.
    fn at(folder: &Path) -> Option<Self> {
        let git = folder.join(".git");
        let own = match fs::read_to_string(&git) {
            // Of a further work tree and of a submodule it is a file.
            Ok(text) => folder.join(text.strip_prefix("gitdir:")?.trim()),
            Err(_) => git.is_dir().then_some(git)?,
        };
        let common = match fs::read_to_string(own.join("commondir")) {
            Ok(path) => own.join(path.trim()),
            Err(_) => own.clone(),
        };
        Some(Self { own, common })
    }

    /// The id, and the branch where one is checked out. Nothing before the first commit.
    fn head(&self) -> Option<(String, Option<String>)> {
        let head = fs::read_to_string(self.own.join("HEAD")).ok()?;
        match head.trim().strip_prefix("ref:") {
            None => id(&head).map(|id| (id, None)),
            Some(name) => {
                let name = name.trim();
                let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
                Some((self.find(name)?, Some(branch.to_owned())))
            }
        }
    }

    /// What a ref stands for: in a file of its own, or in the one that git packs them into.
    fn find(&self, name: &str) -> Option<String> {
        let loose = |folder: &Path| id(&fs::read_to_string(folder.join(name)).ok()?);
        loose(&self.common)
            .or_else(|| loose(&self.own))
            .or_else(|| {
                let packed = fs::read_to_string(self.common.join("packed-refs")).ok()?;
                packed.lines().find_map(|line| {
                    let (target, of) = line.split_once(' ')?;
                    (of == name).then(|| id(target)).flatten()
                })
            })
    }
}

fn id(text: &str) -> Option<String> {
    let text = text.trim();
    is_id(text).then(|| text.to_owned())
}

fn is_id(text: &str) -> bool {
    ID_LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder;

    const A: &str = "1111111111111111111111111111111111111111";
    const B: &str = "2222222222222222222222222222222222222222";

    fn ci() -> Envs {
        Envs {
            commit: Some(B.to_owned()),
            branch: Some("from-ci".to_owned()),
            dirty: Some(true),
            ..Envs::default()
        }
    }

    /// The id and the branch of a folder in a repository of these files.
    fn seen(files: &[(&str, &str)], at: &str, envs: &Envs) -> Option<(String, Option<String>)> {
        let folder = folder(files);
        let commit = Commit::of(&folder.path().join(at), envs)?;
        Some((commit.id, commit.branch))
    }

    fn of(id: &str, branch: Option<&str>) -> (String, Option<String>) {
        (id.to_owned(), branch.map(ToOwned::to_owned))
    }

    #[test]
    fn a_branch_is_followed_to_its_commit() {
        let none = Envs::default();
        let loose = [
            (".git/HEAD", "ref: refs/heads/fix/a b\n"),
            (".git/refs/heads/fix/a b", &format!("{A}\n")),
            ("crates/shop/Cargo.toml", ""),
        ];
        assert_eq!(
            seen(&loose, "crates/shop", &none),
            Some(of(A, Some("fix/a b")))
        );
        let packed =
            format!("# pack-refs with: peeled\n{B} refs/heads/other\n{A} refs/heads/main\n^{B}\n");
        let packed = [
            (".git/HEAD", "ref: refs/heads/main\n"),
            (".git/packed-refs", packed.as_str()),
        ];
        // What CI says of the branch counts only where git does not know.
        assert_eq!(seen(&packed, "", &ci()), Some(of(A, Some("main"))));
        let unborn = [(".git/HEAD", "ref: refs/heads/main\n")];
        assert_eq!(seen(&unborn, "", &ci()), None);
    }

    #[test]
    fn further_work_trees_share_the_branches() {
        let files = [
            ("main/.git/refs/heads/topic", A),
            ("main/.git/worktrees/two/HEAD", "ref: refs/heads/topic\n"),
            ("main/.git/worktrees/two/commondir", "../..\n"),
            ("two/.git", "gitdir: ../main/.git/worktrees/two\n"),
            ("two/src/lib.rs", ""),
        ];
        assert_eq!(
            seen(&files, "two/src", &Envs::default()),
            Some(of(A, Some("topic")))
        );
    }

    #[test]
    fn ci_says_what_git_does_not() {
        let detached = [(".git/HEAD", A)];
        assert_eq!(seen(&detached, "", &ci()), Some(of(A, Some("from-ci"))));
        assert_eq!(seen(&detached, "", &Envs::default()), Some(of(A, None)));
        let broken = [(".git/HEAD", "no id")];
        assert_eq!(seen(&broken, "", &ci()), None);
    }
}
