use perf_runtime::perf;

#[perf(max_ms = 500)]
fn case() {}

fn main() {}
