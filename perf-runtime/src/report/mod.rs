//! What comes out of a case.

pub(crate) mod format;
