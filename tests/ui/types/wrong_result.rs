use perf_runtime::{load, perf};

#[perf]
async fn number() -> u32 {
    5
}

#[load(users = 5, duration = "1s")]
async fn value() -> Result<u32, String> {
    Ok(5)
}

struct NotDebug;

#[perf]
async fn error() -> Result<(), NotDebug> {
    Err(NotDebug)
}
