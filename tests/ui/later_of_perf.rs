use perf_runtime::perf;

#[perf(warn(max_ms = 300), max_ms = 500)]
async fn second() {}

#[perf(max_allocs = 10, max_peak = "64 KiB")]
async fn third() {}

#[perf(max_leak = "1 KiB", max_rss_growth = "1 MiB")]
async fn fourth() {}

#[perf(stddev_ms = 5)]
async fn fifth() {}

#[perf(metric("cache_hit_rate", min = 0.8))]
async fn sixth() {}

fn main() {}
