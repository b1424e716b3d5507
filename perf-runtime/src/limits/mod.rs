//! The limits that hold in the end: those of the attribute, laid over the named limits of `perf.toml`, times on the
//! scale of the profile and of the build.
//!
//! All that runs, judges and reports a case sees the outcome, as the options of the case.

mod error;
mod file;
pub(crate) mod find;
mod key;
mod lay;
mod parse;
mod size;
pub(crate) mod unused;

use crate::case::Case;
use crate::envs::Envs;
use crate::store::build;

pub(crate) use error::{Error, hint, nearest};
pub(crate) use lay::DEFAULT;

/// The case with the options that hold.
///
/// # Errors
///
/// Where `perf.toml` is broken or lacks what the case asks of it. A case that asks nothing of it does not look.
pub(crate) fn effective(case: &'static Case) -> Result<&'static Case, Error> {
    let kind = case.body.kind();
    if !lay::needs_file(&case.options, kind) {
        return Ok(case);
    }
    let file = find::of(case)?;
    if let Some(file) = file {
        unused::warn_once(file);
    }
    let at = lay::Conditions {
        profile: Envs::get().profile(),
        build: build(),
    };
    let laid = lay::lay(&case.options, kind, file, at).map_err(|error| match error {
        Error::NoFile { wanted, .. } => Error::NoFile {
            wanted,
            looked_in: find::folders(find::folder(case)),
        },
        error => error,
    })?;
    // Once for each case of a process; its threads may be left behind, and hold it for as long as they are.
    Ok(laid.map_or(case, |options| {
        Box::leak(Box::new(Case { options, ..*case }))
    }))
}
