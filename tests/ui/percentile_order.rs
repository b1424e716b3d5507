use perf_runtime::perf;

#[perf(p50_ms = 100, p99_ms = 50, iterations = 100)]
async fn case() {}

fn main() {}
