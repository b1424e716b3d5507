//! What is kept of a run: one record a case.

mod folder;

pub(crate) use folder::folder;
