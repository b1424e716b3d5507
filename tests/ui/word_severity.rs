use perf_runtime::perf;

#[perf(severity = "critcal")]
async fn first() {}

#[perf(severity = 1)]
async fn second() {}

fn main() {}
