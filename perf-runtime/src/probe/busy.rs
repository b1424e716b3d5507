//! Who had the processors, and who waited for them, over a longer time.

use std::fs;
use std::time::{Duration, Instant};

use super::quiet::{Reading, TICK};
use super::speed;
use crate::judge::speed::MOST;

/// Readings that only grow; the difference of two says what became of the time in between.
#[derive(Debug, Clone)]
pub(crate) struct Processors {
    at: Instant,
    threads: Reading,
    /// The time of the processors that this process has used.
    own: Duration,
    machine: Option<Machine>,
}

/// The time of all processors of the machine together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Machine {
    /// Somebody used it, or the host gave it to another machine.
    used: Duration,
    /// Nobody did. Most systems measure it, where `used` is sampled.
    idle: Duration,
    processors: u32,
}

/// What became of the time between two readings; nothing where the system does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Busy {
    /// The share of all processors that this process used, from 0 to 1.
    pub(crate) own: Option<f64>,
    /// The share that database servers used, where they are of interest.
    pub(crate) servers: Option<f64>,
    /// The share that anybody else used.
    pub(crate) others: Option<f64>,
    /// Of the time for which threads of this process were ready, the share in which they had no processor.
    pub(crate) waited: Option<f64>,
    /// By how much others can have put off anything at most, by having it wait.
    pub(crate) lost: Option<Duration>,
    /// The share of its time by which anything would be shorter at most, had others not worked at the same time: two processors may
    /// be of one core, and all of them share caches.
    pub(crate) slowed: Option<f64>,
}

impl Processors {
    /// The threads are all of this process, and those of database servers where it uses one.
    pub(crate) fn until_now(threads: Reading) -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        Self {
            at: Instant::now(),
            threads,
            own: speed::worked(),
            machine: machine(&read("/proc/stat")),
        }
    }

    pub(crate) fn since(&self, before: &Self) -> Busy {
        let spent = self.threads.since(&before.threads);
        let (ran, waited) = (spent.all_ran, spent.waited.saturating_sub(spent.of_servers));
        let Some((now, old)) = self.machine.zip(before.machine) else {
            return Busy {
                waited: share(waited, ran + waited),
                ..Busy::default()
            };
        };
        let own = self.own.saturating_sub(before.own);
        let elapsed = self.at.saturating_duration_since(before.at);
        let all = elapsed * now.processors;
        let work = own + spent.servers_ran;
        let others = now.used.saturating_sub(old.used).saturating_sub(work);
        let not_idle = all.saturating_sub(now.idle.saturating_sub(old.idle));
        // Each of the two times of idleness is cut to a tick, at both ends.
        let others_at_most = others.max(not_idle.saturating_sub(work)) + 2 * TICK;
        // Nobody slows what does not work, or for longer than it works itself.
        let together = share(work.min(others_at_most), elapsed);
        // A thread waits where the host takes the processor that it is on, which is any one of them.
        let waited_at_most = spent.waited + spent.stolen * (now.processors - 1);
        Busy {
            own: share(own, all),
            servers: share(spent.servers_ran, all).filter(|it| *it > 0.0),
            others: share(others, all),
            waited: share(waited, ran + waited),
            lost: (!ran.is_zero()).then(|| waited_at_most.min(others_at_most)),
            slowed: together.map(|together| together * (1.0 - 1.0 / MOST)),
        }
    }
}

fn share(part: Duration, of: Duration) -> Option<f64> {
    (!of.is_zero()).then(|| part.div_duration_f64(of).min(1.0))
}

/// From the first line, of which the last two times are in the first two already.
fn machine(stat: &str) -> Option<Machine> {
    let all = stat.lines().find(|line| line.starts_with("cpu "))?;
    let ticks: Vec<u64> = all
        .split_whitespace()
        .skip(1)
        .take(8)
        .map(|ticks| ticks.parse().ok())
        .collect::<Option<_>>()?;
    let [user, nice, system, idle, iowait, irq, softirq, steal] = ticks[..] else {
        return None;
    };
    let time = |ticks: u64| {
        let ms = ticks.checked_mul(TICK.as_millis().try_into().ok()?)?;
        Some(Duration::from_millis(ms))
    };
    Some(Machine {
        used: time(user + nice + system + irq + softirq + steal)?,
        idle: time(idle + iowait)?,
        processors: super::quiet::processors(stat),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn what_linux_tells_is_read() {
        let stat = "cpu  10 1 20 500 9 2 3 4 5 6\ncpu0 5 0 5 250 0 0 0 2 0 0\ncpu1 5 0 5 250 0 0 0 2 0 0\nintr 1\n";
        let expected = Machine {
            used: ms(400),
            idle: ms(5_090),
            processors: 2,
        };
        assert_eq!(machine(stat), Some(expected));
        assert_eq!(machine("cpu 1 2\n"), None);
    }

    /// After so many seconds, in which this process ran for a time, and all together.
    fn reading(begun: Instant, seconds: u64, own_ms: u64, used_ms: u64) -> Processors {
        Processors {
            at: begun + Duration::from_secs(seconds),
            threads: Reading::default(),
            own: ms(own_ms),
            machine: Some(Machine {
                used: ms(used_ms),
                idle: ms(2_000 * seconds - used_ms),
                processors: 2,
            }),
        }
    }

    fn assert_near(share: Option<f64>, expected: f64) {
        let off = (share.expect("it is known") - expected).abs();
        assert!(off < 1e-9, "{share:?} instead of {expected}");
    }

    #[test]
    fn shares_are_of_the_time_in_between() {
        let begun = Instant::now();
        let before = reading(begun, 12, 1_000, 9_000);
        let busy = reading(begun, 22, 5_000, 19_000).since(&before);
        assert_near(busy.own, 0.2);
        assert_near(busy.others, 0.3);
        assert_eq!(busy.servers, None);
        assert_eq!((busy.waited, busy.lost), (None, None), "nobody was ready");
        // Of the 0.3 a server had 0.2; it waited as well, but it is for the threads of this process that a share is told.
        let with_server = Processors {
            threads: Reading::example((ms(300), ms(100)), (ms(4_000), ms(50))),
            ..reading(begun, 22, 5_000, 19_000)
        };
        let busy = with_server.since(&before);
        for (share, expected) in [
            (busy.own, 0.2),
            (busy.servers, 0.2),
            (busy.others, 0.1),
            (busy.waited, 0.25),
        ] {
            assert_near(share, expected);
        }
        // Ticks are coarse: what this process used may seem more than all.
        let busy = reading(begun, 13, 2_000, 9_010).since(&before);
        assert_near(busy.own, 0.5);
        assert_near(busy.others, 0.0);
        let nothing = reading(begun, 2, 0, 0);
        assert_eq!(nothing.since(&nothing), Busy::default());
    }

    #[test]
    fn no_more_is_lost_than_threads_waited_and_others_ran() {
        let begun = Instant::now();
        let before = reading(begun, 12, 1_000, 9_000);
        let lost = |waited_ms: u64, others_ms: u64, idle_ms: u64| {
            let now = reading(begun, 22, 5_000, 13_000 + others_ms);
            let machine = now.machine.map(|machine| Machine {
                idle: ms(15_000 + idle_ms),
                ..machine
            });
            let waited = Processors {
                threads: Reading::example((ms(300), ms(waited_ms)), (ms(0), ms(0))),
                machine,
                ..now
            };
            waited.since(&before).lost
        };
        assert_eq!(lost(70, 6_000, 10_000), Some(ms(70)));
        // Its own threads have made each other wait for most of it.
        assert_eq!(lost(900, 100, 15_900), Some(ms(120)));
        // What was sampled is less than was not idle.
        assert_eq!(lost(900, 100, 15_800), Some(ms(220)));
    }

    #[test]
    fn nothing_is_slowed_for_longer_than_it_works_or_others_do() {
        let begun = Instant::now();
        let before = reading(begun, 12, 1_000, 9_000);
        // In ten seconds of two processors.
        let slowed = |own_ms: u64, others_ms: u64| {
            let now = reading(begun, 22, 1_000 + own_ms, 9_000 + own_ms + others_ms);
            now.since(&before).slowed
        };
        let most = 1.0 - 1.0 / MOST;
        for (own_ms, others_ms, together) in [
            (10_000, 10_000, 1.0),
            (15_000, 15_000, 1.0),
            (1_000, 10_000, 0.1),
            // And two ticks, to which the machine's times are cut.
            (10_000, 480, 0.05),
            (10_000, 0, 0.002),
            (0, 10_000, 0.0),
        ] {
            assert_near(slowed(own_ms, others_ms), together * most);
        }
    }
}
