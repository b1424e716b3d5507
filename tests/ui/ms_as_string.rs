use perf_runtime::perf;

#[perf(max_ms = "500ms")]
async fn first() {}

#[perf(max_ms = "2s")]
async fn second() {}

#[perf(mean_ms = "fast")]
async fn third() {}

fn main() {}
