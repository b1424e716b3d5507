use perf_runtime::perf;

#[perf(runtime = "multithread")]
async fn first() {}

#[perf(runtime = "tokio")]
async fn second() {}

fn main() {}
