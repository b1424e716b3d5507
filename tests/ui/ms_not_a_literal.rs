use perf_runtime::perf;

pub const LIMIT: u64 = 500;

#[perf(max_ms = LIMIT)]
async fn constant() {}

#[perf(max_ms = 2 * 250)]
async fn product() {}

fn main() {}
