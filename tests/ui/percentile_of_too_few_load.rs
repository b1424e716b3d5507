use perf_runtime::load;

#[load(users = 5, iterations = 50, p99_ms = 200)]
async fn case() {}

fn main() {}
