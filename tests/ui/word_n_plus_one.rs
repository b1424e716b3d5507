use perf_runtime::perf;

#[perf(n_plus_one = "forbid")]
async fn first() {}

#[perf(n_plus_one = deny)]
async fn second() {}

fn main() {}
