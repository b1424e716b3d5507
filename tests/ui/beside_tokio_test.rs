use perf_runtime::perf;

#[perf(max_ms = 500)]
#[tokio::test]
async fn below() {}

#[tokio::test]
#[perf(max_ms = 500)]
async fn above() {}

fn main() {}
