use perf_runtime::perf;

#[perf]
async fn case(#[cfg(unix)] name: String) {}

fn main() {}
