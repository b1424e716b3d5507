use perf_runtime::load;

#[load(users = 50, duration = 10)]
async fn first() {}

#[load(users = 50, duration = 10s)]
async fn second() {}

#[load(users = 50, duration = "0s")]
async fn third() {}

fn main() {}
