//! What is kept of a run: one record a case.

mod folder;
mod of;
#[cfg(any(feature = "report", test))]
mod read;
pub(crate) mod record;
mod run_id;
mod write;

pub(crate) use folder::folder;
pub(crate) use of::build;
#[cfg(feature = "report")]
pub(crate) use read::Run;
#[cfg(feature = "cli")]
pub(crate) use read::{Error as ReadError, names};
#[cfg(feature = "report")]
pub(crate) use write::Mark;
pub(crate) use write::{begin, write};
