use perf_runtime::load;

#[load(users = 50, iterations = 0)]
async fn first() {}

#[load(users = 50, iterations = 10)]
async fn second() {}

fn main() {}
