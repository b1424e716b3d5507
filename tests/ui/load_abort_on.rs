use perf_runtime::load;

#[load(users = 5, duration = "10s", abort_on(error_rates = 0.5, window = 5, after = "2"))]
async fn misspelt() {}

#[load(users = 5, duration = "10s", abort_on(error_rate = 50, window = "5s", at = "2s"))]
async fn unknown() {}

#[load(users = 5, duration = "2s", abort_on(error_rate = 1, window = "5s", after = "2s"))]
async fn never() {}

#[load(users = 5, duration = "10s", abort_on(after = "2s"))]
async fn nothing() {}

#[load(users = 5, duration = "10s", abort_on = 0.5)]
async fn without_brackets() {}

fn main() {}
