use perf_runtime::perf;

#[perf(crate = "perf")]
async fn case() {}

fn main() {}
