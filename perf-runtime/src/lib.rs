//! Performance tests for Rust, as attributes.

pub use fixture::{Context, Fixture, Iteration, SetUpError, User};
pub use perf::Perf;
pub use probe::record_query;

mod case;
mod database;
mod envs;
mod fixture;
mod measurement;
mod options;
mod outcome;
mod perf;
mod probe;
mod runner;
mod store;
mod sync;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
