//! `cargo perf`: what is done with the records of a run.

mod args;
mod clean;
mod compare;
mod completions;
mod date;
mod error;
mod git;
mod github;
mod history;
mod main;
mod merge;
mod report;
mod run;
mod table;
mod trend;
mod workspace;

pub use main::cargo_perf;
