use perf_runtime::perf;

#[perf(max_queries = 3, max_reads = 5)]
async fn first() {}

#[perf(max_queries = 3, max_writes = 5)]
async fn second() {}

#[perf(max_queries = 3, max_repeats = 5)]
async fn third() {}

#[perf(max_db_ms = 10, max_query_ms = 20)]
async fn fourth() {}

fn main() {}
