use perf_runtime::perf;

#[perf(users = 50)]
async fn first() {}

#[perf(duration = "10s")]
async fn second() {}

#[perf(max_error_rate = 0.01, min_throughput = 100)]
async fn third() {}

fn main() {}
