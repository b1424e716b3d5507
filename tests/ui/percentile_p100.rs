use perf_runtime::perf;

#[perf(p100_ms = 500, iterations = 100)]
async fn case() {}

fn main() {}
