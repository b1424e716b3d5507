use perf_runtime::perf;

#[perf]
async fn borrowed(pool: &sqlx::SqlitePool) {}

#[perf]
async fn opaque(pool: impl Clone) {}

fn main() {}
