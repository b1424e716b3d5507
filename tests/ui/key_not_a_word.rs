use perf_runtime::perf;

#[perf("max_ms" = 500)]
async fn first() {}

#[perf(perf::max_ms = 500)]
async fn second() {}

#[perf(500)]
async fn third() {}

#[perf(, max_ms = 500)]
async fn fourth() {}

fn main() {}
