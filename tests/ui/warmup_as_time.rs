use perf_runtime::perf;

#[perf(warmup = "5s")]
async fn case() {}

fn main() {}
