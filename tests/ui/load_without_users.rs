use perf_runtime::load;

#[load(duration = "10s")]
async fn case() {}

fn main() {}
