//! What the service may cost: `cargo test -p command-center --test performance`.
//!
//! Each case sends requests through the router to a service on a SQLite database of its own.

use std::process::ExitCode;

mod a_n_plus_one;
mod app;
mod b_api;
mod c_queries;
#[path = "../support/client.rs"]
mod client;
#[path = "../support/data.rs"]
mod data;
mod datasets;
#[path = "../support/specs.rs"]
mod specs;

fn main() -> ExitCode {
    perf_runtime::main()
}
