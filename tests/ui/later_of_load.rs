use perf_runtime::load;

#[load(users = 50, duration = "10s", think_time = "1s", pacing = "2s")]
async fn first() {}

#[load(users = 50, duration = "10s", ramp_up = "5s", max_dropped = 1)]
async fn second() {}

#[load(stages = [("10s", 50)], users = 5, duration = "10s")]
async fn third() {}

#[load(users = 50, duration = "10s", arrival = "poisson", max_in_flight = 10)]
async fn fourth() {}

fn main() {}
