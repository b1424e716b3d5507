//! `perf-baseline.toml`: what the cases of a crate did when somebody last agreed to it, for an exact comparison.
//!
//! ```text
//! entry     the figures of one case, from its runs
//! compare   two entries in, their differences out
//! file      the text of the file, both ways
//! keep      finds the file, reads it, writes it under a lock
//! gone      the entries of cases that are no more
//! ```

pub(crate) mod compare;
pub(crate) mod entry;
mod error;
mod file;
mod gone;
mod keep;

pub(crate) use error::Error;
pub(crate) use keep::{Known, Update, keep, of};
