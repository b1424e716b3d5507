//! What comes out of a case.

mod breakdown;
mod changes;
pub(crate) mod console;
pub(crate) mod format;
#[cfg(feature = "report")]
mod formats;
pub(crate) mod live;
mod load;
pub(crate) mod page;
pub(crate) mod palette;
mod places;
mod run;
mod sizes;
mod statement;
pub(crate) mod summary;

#[cfg(feature = "report")]
pub(crate) use formats::{Format, files, past};
#[cfg(feature = "cli")]
pub(crate) use formats::{github, markdown};
