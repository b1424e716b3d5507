use perf_runtime::perf;

#[perf(timeout = "1s", max_ms = 2000)]
async fn first() {}

#[perf(timeout = "500ms", iterations = 20, p95_ms = 600)]
async fn second() {}

fn main() {}
