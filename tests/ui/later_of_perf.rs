use perf_runtime::perf;

#[perf(sizes = [10, 100], growth(queries = "constant"))]
async fn first() {}

#[perf(max_allocs = 10, max_peak = "64 KiB")]
async fn third() {}

#[perf(max_leak = "1 KiB", max_rss_growth = "1 MiB")]
async fn fourth() {}

fn main() {}
