use perf_runtime::perf;

#[perf(min_queries = 5, max_queries = 3)]
async fn case() {}

fn main() {}
