//! `cargo perf`: what is done with the records of a run.

mod args;
mod clean;
mod completions;
mod error;
mod main;
mod report;
mod run;
mod workspace;

pub use main::cargo_perf;
