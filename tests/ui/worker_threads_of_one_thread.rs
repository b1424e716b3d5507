use perf_runtime::perf;

#[perf(worker_threads = 4)]
async fn first() {}

#[perf(worker_threads = 4, runtime = "current_thread")]
async fn second() {}

fn main() {}
