use perf_runtime::perf;

#[perf(verdict = "lax")]
async fn case() {}

fn main() {}
