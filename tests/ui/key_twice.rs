use perf_runtime::perf;

#[perf(max_ms = 500, max_queries = 3, max_ms = 600)]
async fn first() {}

#[perf(iterations = 20, p95_ms = 5, p95_ms = 6)]
async fn second() {}

fn main() {}
