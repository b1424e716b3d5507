//! What is kept of a run: one record a case.

mod folder;
mod places;
pub(crate) mod record;
mod write;

pub(crate) use folder::{folder, lock_file};
pub(crate) use write::write;
