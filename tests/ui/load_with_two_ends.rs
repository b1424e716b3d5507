use perf_runtime::load;

#[load(users = 50, iterations = 1000, duration = "10s")]
async fn case() {}

fn main() {}
