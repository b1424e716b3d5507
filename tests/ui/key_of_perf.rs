use perf_runtime::load;

#[load(users = 5, duration = "1s", verdict = "strict")]
async fn case() {}

fn main() {}
