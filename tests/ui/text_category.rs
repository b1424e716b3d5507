use perf_runtime::perf;

#[perf(category = database)]
async fn first() {}

#[perf(category = "")]
async fn second() {}

fn main() {}
