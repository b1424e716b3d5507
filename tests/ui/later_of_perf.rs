use perf_runtime::perf;

#[perf(warn(max_ms = 300), max_ms = 500)]
async fn second() {}

#[perf(stddev_ms = 5)]
async fn third() {}

#[perf(metric("cache_hit_rate", min = 0.8))]
async fn fourth() {}

fn main() {}
