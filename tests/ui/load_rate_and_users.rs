use perf_runtime::load;

#[load(users = 50, duration = "10s", rate = "200/s")]
async fn case() {}

fn main() {}
