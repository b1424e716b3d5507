//! Resident memory of a load at full speed, looked at each second for a minute: 50 users, a body that yields once and
//! makes a query.
//!
//! `cargo bench --bench memory`.

#![allow(clippy::print_stdout, reason = "its result")]

use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;
use std::{fs, thread};

use perf_peers::{command, contender, record, tell};
use perf_runtime::load;
use serde_json::Value;

#[load(users = 50, duration = "60s", worker_threads = 2)]
async fn load() {
    tokio::task::yield_now().await;
    perf_runtime::record_query(
        "SELECT name FROM things WHERE id = ?",
        Duration::from_micros(9),
        1,
    );
}

const SECONDS: usize = 58;
const CONTENDER: &str = "load";

/// In MiB.
fn resident(process: u32) -> Option<f64> {
    let pages = fs::read_to_string(PathBuf::from(format!("/proc/{process}/statm"))).ok()?;
    let pages: f64 = pages.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as f64 / f64::from(1 << 20))
}

fn main() -> ExitCode {
    if contender().is_some() {
        perf_runtime::main();
        return tell(&Value::Null);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut process = command(CONTENDER, &["--exact", CONTENDER], folder.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let sizes: Vec<f64> = (0..SECONDS)
        .map_while(|_| {
            thread::sleep(Duration::from_secs(1));
            resident(process.id())
        })
        .collect();
    process.wait().expect("it ends");
    let record = record(folder.path()).expect("a record");
    let all: Vec<_> = sizes.iter().map(|size| format!("{size:.1}")).collect();
    println!("MiB: {}", all.join(" "));
    let (first, last) = sizes.split_at(sizes.len() / 2);
    let most = |sizes: &[f64]| sizes.iter().copied().fold(0.0, f64::max);
    println!(
        "{} iterations; at most {:.1} MiB in the first half, {:.1} MiB in the last",
        record["load"]["counts"]["ok"],
        most(first),
        most(last)
    );
    ExitCode::SUCCESS
}
