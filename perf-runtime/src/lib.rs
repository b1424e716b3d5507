//! Performance tests for Rust, as attributes.

pub use fixture::{Context, Fixture, Iteration, SetUpError, User};
pub use harness::main;
pub use perf::Perf;
pub use perf_macros::{load, perf};
pub use probe::record_query;

mod assess;
mod case;
mod case_report;
mod database;
mod envs;
mod fixture;
mod harness;
mod judge;
mod load;
mod measurement;
mod options;
mod outcome;
mod perf;
mod probe;
mod report;
mod runner;
mod store;
mod sync;
mod verdict;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
