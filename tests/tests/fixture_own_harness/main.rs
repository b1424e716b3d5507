//! The cases of `fixture` under the harness of perf.

#![expect(
    clippy::duplicate_mod,
    reason = "what holds for each database is written once"
)]

use std::process::ExitCode;

#[path = "../fixture/baselines.rs"]
mod baselines;
#[path = "../fixture/bodies.rs"]
mod bodies;
#[path = "../fixture/interrupted.rs"]
mod interrupted;
#[path = "../fixture/limits.rs"]
mod limits;
#[path = "../fixture/loads.rs"]
mod loads;
#[path = "../fixture/memory.rs"]
mod memory;
#[path = "../fixture/mysql.rs"]
mod mysql;
#[path = "../fixture/postgres.rs"]
mod postgres;
#[path = "../fixture/sqlite.rs"]
mod sqlite;

fn main() -> ExitCode {
    perf_runtime::main()
}
