use perf_runtime::load;

#[load(stages = [("10s", 50), ("10s", "50/s")])]
async fn first() {}

#[load(stages = [("10s", 50), (10, 0)])]
async fn second() {}

#[load(stages = [("10s", 50)], duration = "10s", ramp_up = "1s")]
async fn third() {}

#[load(users = 50, duration = "10s", ramp_up = "10s")]
async fn fourth() {}

#[load(users = 50, duration = "10s", think_time = 1, pacing = "1s")]
async fn fifth() {}

fn main() {}
