use perf_runtime::perf;

#[perf(max_ms)]
async fn first() {}

#[perf(max_ms(500))]
async fn second() {}

#[perf(max_ms: 500)]
async fn third() {}

#[perf(max_ms = )]
async fn fourth() {}

#[perf(n_plus_one, max_ms = 500)]
async fn fifth() {}

fn main() {}
