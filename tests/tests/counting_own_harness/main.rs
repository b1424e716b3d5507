//! The cases of `counting` under the harness of perf, and what cargo does for such a target.

#![expect(
    clippy::duplicate_mod,
    reason = "what holds for each database is written once"
)]

use std::process::ExitCode;

#[path = "../counting/memory.rs"]
mod memory;
#[path = "../counting/mysql.rs"]
mod mysql;
#[path = "../counting/postgres.rs"]
mod postgres;
#[path = "../counting/sqlite.rs"]
mod sqlite;

// cargo passes `--cfg test` here too, so that the cases are there,
const _: () = assert!(cfg!(test));

// but not `--test`, so that a test function vanishes, or there would be two of that name.
#[test]
fn main() {}

fn main() -> ExitCode {
    perf_runtime::main()
}
