use perf_runtime::perf;

#[perf(p95_ms = 200, iterations = 19)]
async fn first() {}

#[perf(p99_ms = 200, iterations = 50)]
async fn second() {}

#[perf(p50_ms = 200, iterations = 6)]
async fn third() {}

fn main() {}
