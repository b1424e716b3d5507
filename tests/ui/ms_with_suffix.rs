use perf_runtime::perf;

#[perf(max_ms = 500ms)]
async fn first() {}

#[perf(max_ms = 1.5s)]
async fn second() {}

#[perf(max_query_ms = 5f64)]
async fn third() {}

fn main() {}
