use perf_runtime::perf;

#[perf(worker_threads = 0, runtime = "multi_thread")]
async fn case() {}

fn main() {}
