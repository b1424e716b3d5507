use perf_runtime::load;

#[load(rate = 200, duration = "10s")]
async fn first() {}

#[load(rate = "200/s", duration = "10s", think_time = "1s", warmup = 10)]
async fn second() {}

#[load(rate = "200/s", duration = "10s", max_in_flight = 0, arrival = "even")]
async fn third() {}

#[load(users = 50, duration = "10s", max_in_flight = 10)]
async fn fourth() {}

fn main() {}
