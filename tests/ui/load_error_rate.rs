use perf_runtime::load;

#[load(users = 50, duration = "10s", max_error_rate = 2)]
async fn first() {}

#[load(users = 50, duration = "10s", max_error_rate = "1%")]
async fn second() {}

#[load(users = 50, duration = "10s", max_error_rate = -0.1)]
async fn third() {}

fn main() {}
