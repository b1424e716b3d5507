use perf_runtime::load;

#[load(users = 0, duration = "10s")]
async fn first() {}

#[load(users = [10, 1], duration = "10s")]
async fn second() {}

#[load(users = "50", duration = "10s")]
async fn third() {}

fn main() {}
