//! What is told to GitHub Actions, where this is a step of a job of it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use super::error::Error;
use super::workspace;
use crate::envs::{Envs, GitHub};
use crate::report::{Format, github, markdown};
use crate::store::Run;

/// Marks the lines of cases that failed, and shows the summary with the step.
pub(super) fn tell(run: &Run, formats: &[Format]) -> Result<(), Error> {
    let github = &Envs::get().github;
    if github.is_there {
        let lines = github::annotations(run, &root(github));
        io::stdout().write_all(lines.as_bytes())?;
    }
    if let (Some(path), true) = (&github.summary, formats.contains(&Format::Markdown)) {
        append(run, path).map_err(|error| Error::Write {
            path: path.clone(),
            error,
        })?;
    }
    Ok(())
}

/// The folder of the workspace within the repository; empty where they are the same, or where nobody knows.
fn root(github: &GitHub) -> String {
    let within = || {
        let root = fs::canonicalize(workspace::root().ok()?).ok()?;
        let repository = fs::canonicalize(github.repository.as_ref()?).ok()?;
        let within = root.strip_prefix(repository).ok()?;
        Some(within.to_string_lossy().replace('\\', "/"))
    };
    within().unwrap_or_default()
}

/// Other commands of the step may have written there before.
fn append(run: &Run, path: &Path) -> io::Result<()> {
    let mut file = File::options().create(true).append(true).open(path)?;
    let taken = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let text = markdown::within(run, markdown::LIMIT.saturating_sub(taken));
    file.write_all(text.as_bytes())
}
