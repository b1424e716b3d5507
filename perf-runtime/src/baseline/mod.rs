//! Baselines: what the cases of a crate did when somebody last agreed to it, in `perf-baseline.toml`, or when it was saved under a
//! name; for an exact comparison.
//!
//! ```text
//! asked     which baseline
//! entry     the figures of one case, from its runs
//! compare   two entries in, their differences out
//! file      the text of the file, both ways
//! keep      finds the file, reads it, writes it under a lock
//! saved     where those with a name lie
//! gone      the entries of cases that are no more
//! ```

mod asked;
pub(crate) mod compare;
pub(crate) mod entry;
mod error;
mod file;
mod gone;
mod keep;
mod saved;

pub(crate) use asked::{Asked, Update, hold_to, saving};
pub(crate) use error::Error;
pub(crate) use keep::{Known, Label, keep, of};
