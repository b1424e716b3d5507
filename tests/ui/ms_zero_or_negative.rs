use perf_runtime::perf;

#[perf(max_ms = 0)]
async fn first() {}

#[perf(max_ms = 0.0)]
async fn second() {}

#[perf(max_db_ms = -5)]
async fn third() {}

fn main() {}
