//! Whether the machine let a run have its processor.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::servers;

/// Readings that only grow; the difference of two says what became of the time in between.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// Of threads, by their ids: one that ends in between takes its reading along.
    threads: HashMap<u32, Scheduled>,
    /// Of the threads of database servers, where they are of interest.
    servers: HashMap<u32, Scheduled>,
    /// The host gave a processor of this machine to somebody else (`/proc/stat`, the mean of all).
    steal: Duration,
}

/// What a thread has had of the processors (its `schedstat`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Scheduled {
    /// It ran.
    ran: Duration,
    /// It was ready and had none.
    waited: Duration,
}

/// What became of the time between two readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Threads were ready and had no processor, or the host had taken it.
    pub(crate) waited: Duration,
    /// How long the one ran that ran longest: no machine would have been quicker for being idle.
    pub(crate) ran: Duration,
    /// How long all of them ran together.
    pub(crate) all_ran: Duration,
    /// What of the waiting was that of database servers.
    pub(crate) of_servers: Duration,
    /// How long database servers ran.
    pub(crate) servers_ran: Duration,
    /// What of the waiting was the host's doing, the mean of all processors.
    pub(crate) stolen: Duration,
}

/// The id of the current thread here, whatever the system calls it.
const OWN: u32 = 0;

/// Linux counts steal in hundredths of a second, on every architecture that it reports to users.
pub(super) const TICK: Duration = Duration::from_millis(10);

/// Whose waiting counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threads {
    /// The current one: others work beside it, and may make each other wait.
    Own,
    /// All of the process: they work for the current one by turns, as SQLite's do.
    All,
}

impl Reading {
    /// Of now; nothing where the system does not say.
    pub(crate) fn of(threads: Threads) -> Self {
        let threads = match threads {
            Threads::Own => {
                let own = scheduled_at(Path::new("/proc/thread-self/schedstat"));
                HashMap::from([(OWN, own)])
            }
            Threads::All => servers::threads(Path::new("/proc/self")).collect(),
        };
        Self {
            threads,
            servers: HashMap::new(),
            steal: steal_until_now(),
        }
    }

    /// The same, and of the database servers on this machine where they are of interest.
    pub(crate) fn with_servers(self, wanted: bool) -> Self {
        let servers = wanted.then(servers::scheduled);
        Self {
            servers: servers.unwrap_or_default(),
            ..self
        }
    }

    /// A thread of this process and one of a server that ran and waited for so long.
    #[cfg(test)]
    pub(super) fn example(own: (Duration, Duration), server: (Duration, Duration)) -> Self {
        let thread = |(ran, waited)| HashMap::from([(OWN, Scheduled { ran, waited })]);
        Self {
            threads: thread(own),
            servers: thread(server),
            steal: Duration::ZERO,
        }
    }

    /// Since an earlier reading of the same threads.
    pub(crate) fn since(&self, before: &Self) -> Spent {
        let mut spent = Spent {
            stolen: self.steal.saturating_sub(before.steal),
            ..Spent::default()
        };
        for (id, now) in &self.servers {
            let before = before.servers.get(id).copied().unwrap_or_default();
            spent.of_servers += now.waited.saturating_sub(before.waited);
            spent.servers_ran += now.ran.saturating_sub(before.ran);
        }
        spent.waited = spent.stolen + spent.of_servers;
        for (id, now) in &self.threads {
            let before = before.threads.get(id).copied().unwrap_or_default();
            spent.waited += now.waited.saturating_sub(before.waited);
            let ran = now.ran.saturating_sub(before.ran);
            spent.ran = spent.ran.max(ran);
            spent.all_ran += ran;
        }
        spent
    }
}

/// What the host has taken from this machine.
pub(super) fn steal_until_now() -> Duration {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    steal(&stat).unwrap_or_default()
}

/// What stands in this file; nothing where it does not exist, or no more.
pub(super) fn scheduled_at(path: &Path) -> Scheduled {
    let schedstat = fs::read_to_string(path).unwrap_or_default();
    scheduled(&schedstat).unwrap_or_default()
}

/// The first two of three numbers, in nanoseconds.
fn scheduled(schedstat: &str) -> Option<Scheduled> {
    let mut numbers = schedstat.split_whitespace().map(str::parse);
    let mut next = || Some(Duration::from_nanos(numbers.next()?.ok()?));
    Some(Scheduled {
        ran: next()?,
        waited: next()?,
    })
}

/// The eighth number of the line of all processors, over their number.
fn steal(stat: &str) -> Option<Duration> {
    let all = stat.lines().find(|line| line.starts_with("cpu "))?;
    let ticks: u32 = all.split_whitespace().nth(8)?.parse().ok()?;
    Some(TICK * ticks / processors(stat))
}

/// How many the machine has, from `/proc/stat`: 1 at least.
pub(super) fn processors(stat: &str) -> u32 {
    let is_processor = |line: &&str| {
        line.strip_prefix("cpu")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let processors = stat.lines().filter(is_processor).count();
    u32::try_from(processors).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_understood() {
        let nanos = Duration::from_nanos;
        let (ran, waited) = (nanos(123), nanos(4567));
        assert_eq!(scheduled("123 4567 89\n"), Some(Scheduled { ran, waited }));
        assert_eq!(scheduled("123"), None);
        let stat = "cpu  10 0 10 500 0 0 0 4 0 0\ncpu0 5 0 5 250 0 0 0 2 0 0\ncpu1 5 0 5 250 0 0 0 2 0 0\nintr 1\n";
        assert_eq!(steal(stat), Some(Duration::from_millis(20)));
        assert_eq!(steal("nothing"), None);
    }

    #[test]
    fn differences_never_go_back_and_are_of_each_thread() {
        let nanos = Duration::from_nanos;
        let reading = |threads: &[(u32, u64, u64)], steal| Reading {
            threads: threads
                .iter()
                .map(|(id, ran, waited)| {
                    let (ran, waited) = (nanos(*ran), nanos(*waited));
                    (*id, Scheduled { ran, waited })
                })
                .collect(),
            servers: HashMap::new(),
            steal: nanos(steal),
        };
        // One thread waits for 5, one ends, one is new and runs longest, and one counts less than before.
        let before = reading(&[(1, 50, 10), (2, 900, 1000), (4, 9, 9)], 0);
        let after = reading(&[(1, 70, 15), (3, 30, 7), (4, 8, 4)], 3);
        assert_eq!(
            after.since(&before),
            Spent {
                waited: nanos(5 + 7 + 3),
                ran: nanos(30),
                all_ran: nanos(20 + 30),
                of_servers: nanos(0),
                servers_ran: nanos(0),
                stolen: nanos(3),
            }
        );
        assert_eq!(before.since(&before), Spent::default());
        // A server makes others wait, and does not run for them alone.
        let with_server = Reading {
            servers: reading(&[(9, 100, 11)], 0).threads,
            ..after.clone()
        };
        let spent = with_server.since(&before);
        assert_eq!(
            (spent.waited, spent.of_servers, spent.ran, spent.servers_ran),
            (nanos(5 + 7 + 3 + 11), nanos(11), nanos(30), nanos(100))
        );
    }
}
