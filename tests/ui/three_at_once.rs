use perf_runtime::{load, perf};

#[perf(max_querys = 3, max_ms = "500ms", timeout = 30)]
async fn options() {}

#[load(users = 0, max_error_rate = 2)]
fn options_and_function(pool: &sqlx::SqlitePool) {}

fn main() {}
