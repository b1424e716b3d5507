//! Whether the machine let a run have its processor.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Readings that only grow; the difference of two says how long was waited in between.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waited {
    /// Threads were ready and had no processor (`schedstat` of each), by their ids: one that ends in between takes its
    /// reading along.
    run_queues: HashMap<u32, Duration>,
    /// The host gave a processor of this machine to somebody else (`/proc/stat`, the mean of all).
    steal: Duration,
}

/// The id of the current thread here, whatever the system calls it.
const OWN: u32 = 0;

/// Linux counts steal in hundredths of a second, on every architecture that it reports to users.
const TICK: Duration = Duration::from_millis(10);

/// Whose waiting counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threads {
    /// The current one: others work beside it, and may make each other wait.
    Own,
    /// All of the process: they work for the current one by turns, as SQLite's do.
    All,
}

impl Waited {
    /// Until now; nothing where the system does not say.
    pub(crate) fn until_now(threads: Threads) -> Self {
        let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        let run_queue_of = |path: &Path| run_queue(&read(path)).unwrap_or_default();
        let run_queues = match threads {
            Threads::Own => {
                let own = run_queue_of(Path::new("/proc/thread-self/schedstat"));
                HashMap::from([(OWN, own)])
            }
            Threads::All => fs::read_dir("/proc/self/task")
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|task| {
                    let id = task.file_name().to_str()?.parse().ok()?;
                    Some((id, run_queue_of(&task.path().join("schedstat"))))
                })
                .collect(),
        };
        Self {
            run_queues,
            steal: steal(&read(Path::new("/proc/stat"))).unwrap_or_default(),
        }
    }

    /// Since an earlier reading of the same threads.
    pub(crate) fn since(&self, before: &Self) -> Duration {
        let run_queue = |(id, now): (&u32, &Duration)| {
            let before = before.run_queues.get(id).copied();
            now.saturating_sub(before.unwrap_or_default())
        };
        let run_queues: Duration = self.run_queues.iter().map(run_queue).sum();
        run_queues + self.steal.saturating_sub(before.steal)
    }
}

/// The second of three numbers, in nanoseconds.
fn run_queue(schedstat: &str) -> Option<Duration> {
    Some(Duration::from_nanos(
        schedstat.split_whitespace().nth(1)?.parse().ok()?,
    ))
}

/// The eighth number of the line of all processors, over their number.
fn steal(stat: &str) -> Option<Duration> {
    let all = stat.lines().find(|line| line.starts_with("cpu "))?;
    let ticks: u32 = all.split_whitespace().nth(8)?.parse().ok()?;
    let is_processor = |line: &&str| {
        line.strip_prefix("cpu")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let processors = stat.lines().filter(is_processor).count();
    Some(TICK * ticks / u32::try_from(processors.max(1)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_understood() {
        assert_eq!(run_queue("123 4567 89\n"), Some(Duration::from_nanos(4567)));
        assert_eq!(run_queue(""), None);
        let stat = "cpu  10 0 10 500 0 0 0 4 0 0\ncpu0 5 0 5 250 0 0 0 2 0 0\ncpu1 5 0 5 250 0 0 0 2 0 0\nintr 1\n";
        assert_eq!(steal(stat), Some(Duration::from_millis(20)));
        assert_eq!(steal("nothing"), None);
    }

    #[test]
    fn differences_never_go_back_and_are_of_each_thread() {
        let reading = |threads: &[(u32, u64)], steal| Waited {
            run_queues: threads
                .iter()
                .map(|(id, nanos)| (*id, Duration::from_nanos(*nanos)))
                .collect(),
            steal: Duration::from_nanos(steal),
        };
        // One thread waits for 5, one ends, one is new, and one counts less than before.
        let before = reading(&[(1, 10), (2, 1000), (4, 9)], 0);
        let after = reading(&[(1, 15), (3, 7), (4, 4)], 3);
        assert_eq!(after.since(&before), Duration::from_nanos(5 + 7 + 3));
        assert_eq!(before.since(&before), Duration::ZERO);
    }
}
