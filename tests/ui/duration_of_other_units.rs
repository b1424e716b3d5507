use perf_runtime::perf;

#[perf(timeout = "30 sec")]
async fn first() {}

#[perf(timeout = "1m30s")]
async fn second() {}

#[perf(timeout = "soon")]
async fn third() {}

fn main() {}
