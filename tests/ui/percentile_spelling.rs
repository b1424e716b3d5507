use perf_runtime::perf;

#[perf(p99 = 500)]
async fn first() {}

#[perf(p99_90_ms = 500, iterations = 1000)]
async fn second() {}

#[perf(p99.9_ms = 500)]
async fn third() {}

#[perf(p95_ms = "5ms", iterations = 20)]
async fn fourth() {}

fn main() {}
