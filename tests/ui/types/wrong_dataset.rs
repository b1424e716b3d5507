use perf_runtime::perf;

async fn of_text(_: &str) {}

#[perf(dataset = of_text)]
async fn argument() {}

#[perf(dataset = no::such::path)]
async fn missing() {}

#[perf(migrator = of_text)]
async fn migrator() {}
