//! What comes out of a case.

mod breakdown;
pub(crate) mod console;
pub(crate) mod format;
#[cfg(feature = "report")]
mod formats;
mod load;
pub(crate) mod palette;
mod places;
mod run;
mod sizes;
mod statement;
pub(crate) mod summary;

#[cfg(feature = "report")]
pub(crate) use formats::Format;
