//! How much memory a load takes at the most, in a process in which nothing else runs: the only case of this program.
#![cfg(target_os = "linux")]

use std::fs;
use std::hint::spin_loop;
use std::time::{Duration, Instant};

use perf_runtime::load;

/// Bytes.
const CEILING: u64 = 100_000_000;

/// The most of this process that was ever resident, in bytes.
fn peak() -> Result<u64, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    Ok(kib.ok_or_else(|| format!("no peak: {status}"))? * 1024)
}

/// Iterations that nobody can stop do not pile up, whatever they are: tools whose users run on without an await are known to fill
/// the memory of the machine.
#[load(users = 50, duration = "3s", worker_threads = 2)]
async fn a_body_that_never_awaits_takes_little_memory() -> Result<(), String> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_micros(100) {
        spin_loop();
    }
    let peak = peak()?;
    if peak > CEILING {
        return Err(format!("{peak} bytes, {CEILING} at the most"));
    }
    Ok(())
}
