use perf_runtime::perf;

#[perf(migrator = &MIGRATOR)]
async fn first() {}

#[perf(migrator = "crate::MIGRATOR")]
async fn second() {}

#[perf(migrator = sqlx::migrate!())]
async fn third() {}

fn main() {}
