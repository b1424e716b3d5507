use perf_runtime::perf;

#[perf(timeout = "0s")]
async fn case() {}

fn main() {}
