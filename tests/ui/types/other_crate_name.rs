use perf_runtime::perf;

#[perf(crate = nowhere)]
async fn case() {}
