use perf_runtime::perf;

#[perf(verdict = "once", iterations = 20, p95_ms = 200)]
async fn many() {}

#[perf(stddev_ms = 5)]
async fn of_one_sample() {}

#[perf(threshold = technologies_list)]
async fn without_quotes() {}

fn main() {}
