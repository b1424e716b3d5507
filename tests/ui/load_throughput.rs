use perf_runtime::load;

#[load(users = 50, duration = "10s", min_throughput = "100/s")]
async fn first() {}

#[load(users = 50, duration = "10s", min_throughput = 0)]
async fn second() {}

fn main() {}
