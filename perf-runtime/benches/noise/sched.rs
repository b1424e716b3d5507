//! What Linux tells of the threads of this process.

use std::fs;
use std::time::Duration;

/// How long its threads were ready and had no processor, or the host had taken one, since they began.
pub(crate) fn waited() -> Duration {
    let folder = fs::read_dir("/proc/self/task");
    let waited = |thread: fs::DirEntry| {
        let schedstat = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let nanos = schedstat.split_whitespace().nth(1)?.parse().ok()?;
        Some(Duration::from_nanos(nanos))
    };
    let threads = folder.into_iter().flatten().flatten();
    steal() + threads.filter_map(waited).sum::<Duration>()
}

/// In hundredths of a second, of all processors.
fn steal() -> Duration {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let ticks = stat.split_whitespace().nth(8);
    let ticks: u32 = ticks.and_then(|it| it.parse().ok()).unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Duration::from_millis(10) * ticks / u32::try_from(processors).unwrap_or(1)
}
