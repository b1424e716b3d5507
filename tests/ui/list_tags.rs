use perf_runtime::perf;

#[perf(tags = "nightly")]
async fn first() {}

#[perf(tags = [])]
async fn second() {}

#[perf(tags = [nightly, slow])]
async fn third() {}

fn main() {}
