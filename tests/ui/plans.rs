use perf_runtime::perf;

#[perf(no_full_scan = true, max_rows = 3)]
async fn first() {}

#[perf(full_scan_ok = ["settings"])]
async fn second() {}

#[perf(no_full_scan, uses_index = idx_users_email)]
async fn third() {}

fn main() {}
