use perf_runtime::perf;

#[perf]
async fn tuple((first, second): (String, String)) {}

#[perf]
async fn accepted(mut name: String, _: String) {}

#[perf]
async fn reference(ref name: String) {}

fn main() {}
