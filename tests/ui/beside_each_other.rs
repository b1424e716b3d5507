use perf_runtime::{load, perf};

#[perf(max_ms = 500)]
#[load(users = 5, duration = "10s")]
async fn both() {}

#[perf]
#[perf(max_ms = 500)]
async fn twice() {}

fn main() {}
