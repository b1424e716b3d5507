use perf_runtime::perf;

#[perf(timeout = 30s)]
async fn first() {}

#[perf(timeout = 1.5m)]
async fn second() {}

fn main() {}
