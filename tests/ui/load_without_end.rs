use perf_runtime::load;

#[load(users = 50)]
async fn case() {}

fn main() {}
