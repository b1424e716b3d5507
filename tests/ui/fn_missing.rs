use perf_runtime::perf;

#[perf]
pub struct Case;

#[perf(max_ms = 500)]
mod cases {}

fn main() {}
