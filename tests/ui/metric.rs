use perf_runtime::perf;

#[perf(metric("hit_rate", least = 0.8))]
async fn unknown_side() {}

#[perf(metric(hit_rate, min = 0.8))]
async fn without_quotes() {}

#[perf(metric = "hit_rate")]
async fn without_brackets() {}

#[perf(metric("hit_rate", min = 0.8, max = 0.5))]
async fn impossible() {}

#[perf(metric("hit_rate", min = 0.8), metric("hit_rate", max = 0.9))]
async fn twice() {}

#[perf(metric("hit_rate", min = 0.8), warn(metric("hit_rate", min = 0.5)))]
async fn looser() {}

fn main() {}
