//! Memory: 100 MB at once, and what a long run holds.

use std::hint::black_box;

use command_center::db::SQLITE;
use perf_runtime::{Iteration, Perf, perf};
use tokio::task::JoinSet;

use crate::accounts;
use crate::app::Program;
use crate::datasets::people;

const MIB: usize = 1024 * 1024;

/// As a page of results would hold them: 1600 buffers, each written to its end.
fn hundred() -> Vec<Vec<u8>> {
    vec![vec![1; MIB / 16]; 1600]
}

#[perf(
    threshold = "memory_allocated",
    max_alloc = "101 MiB",
    max_peak = "101 MiB",
    category = "memory"
)]
async fn a_hundred_are_allocated(perf: Perf) {
    let held = perf.measure(async { black_box(hundred()) }).await;
    assert_eq!(held.iter().map(Vec::len).sum::<usize>(), 100 * MIB);
}

#[perf(threshold = "memory_freed", max_leak = "0 B", category = "memory")]
async fn a_hundred_are_freed(perf: Perf) {
    let held = black_box(hundred());
    perf.measure(async { drop(held) }).await;
}

/// Ten runs of a hundred things that are done all day, twenty at once.
#[perf(threshold = "memory_long_run", iterations = 10, n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "memory")]
async fn a_long_run(program: Program, run: Iteration) {
    for batch in 0..5 {
        let mut operations = JoinSet::new();
        for i in 0..20 {
            let program = program.clone();
            operations
                .spawn(async move { accounts::operation(&program, run, batch * 20 + i).await });
        }
        operations.join_all().await;
    }
}
