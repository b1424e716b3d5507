use perf_runtime::load;

#[load(users = 5, duration = "1s", max_eror_rate = 0.1)]
async fn first() {}

#[load(usrs = 5, duration = "1s")]
async fn second() {}

#[load(users = 5, duration = "1s", foo = 1)]
async fn third() {}

fn main() {}
