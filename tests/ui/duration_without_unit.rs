use perf_runtime::perf;

#[perf(timeout = 30)]
async fn first() {}

#[perf(timeout = "30")]
async fn second() {}

fn main() {}
