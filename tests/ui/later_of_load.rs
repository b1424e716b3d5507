use perf_runtime::load;

#[load(users = 50, duration = "10s", abort_on(errors = 10))]
async fn first() {}

#[load(users = 50, duration = "10s", faults(latency = "20ms"))]
async fn second() {}

fn main() {}
