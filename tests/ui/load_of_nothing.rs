use perf_runtime::load;

#[load]
async fn case() {}

fn main() {}
