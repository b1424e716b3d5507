use perf_runtime::perf;

#[perf(max_ms = 500)]
#[test]
async fn case() {}

fn main() {}
