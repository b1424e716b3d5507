//! What the service may cost: `cargo test -p command-center --test performance`.
//!
//! Each case sends requests through the router to a service on a SQLite database of its own.

use std::process::ExitCode;

mod a_n_plus_one;
#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/agents.rs"]
mod agents;
mod app;
mod b_api;
mod c_queries;
#[path = "../support/client.rs"]
mod client;
#[path = "../support/data.rs"]
mod data;
mod datasets;
mod e_records;
mod f_pool;
mod g_faults;
mod g_resilience;
#[path = "../support/gauge.rs"]
mod gauge;
mod h_leaks;
mod i_responses;
mod j_back_end;
#[path = "../support/model.rs"]
mod model;
#[path = "../support/rooms.rs"]
mod rooms;
mod routes;
#[path = "../support/specs.rs"]
mod specs;

fn main() -> ExitCode {
    perf_runtime::main()
}
