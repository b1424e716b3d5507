use perf_runtime::perf;

pub async fn large(_: &str) {}

#[perf(dataset = "large")]
async fn quoted() {}

#[perf(dataset = large())]
async fn called() {}

#[perf(dataset = |pool| large(pool))]
async fn closure() {}

fn main() {}
