use perf_runtime::perf;

#[perf(max_repeats = 0)]
async fn first() {}

#[perf(min_queries = 0)]
async fn second() {}

fn main() {}
