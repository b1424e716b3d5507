use perf_runtime::perf;

#[perf(max_ms = 500)]
#[perf_runtime::load(users = 5, duration = "10s")]
async fn both() {}

#[perf]
#[perf(max_ms = 500)]
async fn twice() {}

fn main() {}
