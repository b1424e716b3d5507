use perf_runtime::load;

#[load(users = 50, duration = "10s", faults(latency = "20ms"))]
async fn first() {}

fn main() {}
