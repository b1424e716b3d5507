use perf_runtime::{load, perf};

#[perf(max_allocs = "64 KiB")]
async fn first() {}

#[perf(max_alloc = 65_536, max_peak = "64 kib")]
async fn second() {}

#[perf(max_peak = "64 KiB", max_alloc = "1 KiB")]
async fn third() {}

#[load(users = 1, iterations = 1, max_allocs = 5)]
async fn fourth() {}

fn main() {}
