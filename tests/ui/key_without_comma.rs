use perf_runtime::perf;

#[perf(max_ms = 500 max_queries = 3)]
async fn first() {}

#[perf(max_ms = 500; max_queries = 3)]
async fn second() {}

#[perf(max_ms = 500 ms)]
async fn third() {}

fn main() {}
