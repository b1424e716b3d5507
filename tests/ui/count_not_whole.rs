use perf_runtime::perf;

#[perf(max_queries = "3")]
async fn first() {}

#[perf(max_queries = 3.5)]
async fn second() {}

#[perf(max_queries = -1)]
async fn third() {}

#[perf(max_rows = 3u64)]
async fn fourth() {}

#[perf(max_rows = 99999999999999999999)]
async fn fifth() {}

fn main() {}
