use perf_runtime::perf;

#[perf(iterations = 0)]
async fn case() {}

fn main() {}
