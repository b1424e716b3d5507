use perf_runtime::perf;

#[perf(p95_ms = 200)]
async fn first() {}

#[perf(p95_ms = 200, p99_9_ms = 500)]
async fn second() {}

fn main() {}
