use perf_runtime::perf;

#[perf(max_querys = 3)]
async fn first() {}

#[perf(pace = 3)]
async fn second() {}

#[perf(MAX_MS = 500)]
async fn third() {}

fn main() {}
