use perf_runtime::{load, perf};

#[perf(max_ms = 300, warn(max_ms = 500))]
async fn looser() {}

#[load(users = 1, iterations = 5, min_throughput = 100, warn(min_throughput = 100))]
async fn as_loose() {}

#[perf(warn(max_querys = 3, iterations = 5, n_plus_one = "deny"))]
async fn no_limits() {}

#[perf(warn())]
async fn nothing() {}

#[perf(warn = 300)]
async fn without_brackets() {}

#[perf(max_peak = "64 KiB", warn(max_peak = "64 KiB", max_leak = "1 KiB"))]
async fn memory() {}

fn main() {}
