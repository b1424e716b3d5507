//! Who had the processors, and who waited for them, over a longer time.

use std::fs;
use std::time::{Duration, Instant};

use super::quiet::{Reading, TICK};

/// Readings that only grow; the difference of two says what became of the time in between.
#[derive(Debug, Clone)]
pub(crate) struct Processors {
    at: Instant,
    threads: Reading,
    /// The time of the processors that this process has used.
    own: Option<Duration>,
    machine: Option<Machine>,
}

/// The time of all processors of the machine together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Machine {
    /// Somebody used it, or the host gave it to another machine.
    used: Duration,
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
    /// What all threads waited together, those of database servers on the machine too, and what the host took of each
    /// processor: nothing that these threads did can have been later by more.
    pub(crate) waited_in_all: Option<Duration>,
}

impl Processors {
    /// The threads are all of this process, and those of database servers where it uses one.
    pub(crate) fn until_now(threads: Reading) -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        Self {
            at: Instant::now(),
            threads,
            own: own(&read("/proc/self/stat")),
            machine: machine(&read("/proc/stat")),
        }
    }

    pub(crate) fn since(&self, before: &Self) -> Busy {
        let elapsed = self.at.saturating_duration_since(before.at);
        let used = |now: Duration, before: Duration| now.saturating_sub(before).as_secs_f64();
        let all = |machine: Machine| elapsed.as_secs_f64() * f64::from(machine.processors);
        let own = self.own.zip(before.own).map(|(now, old)| used(now, old));
        let machine = self.machine.zip(before.machine);
        let share = |seconds: f64, of: f64| (of > 0.0).then(|| (seconds / of).clamp(0.0, 1.0));
        let spent = self.threads.since(&before.threads);
        let servers = spent.servers_ran.as_secs_f64();
        let shares = own.zip(machine).and_then(|(own, (now, old))| {
            let others = used(now.used, old.used) - own - servers;
            let share = |seconds| share(seconds, all(now));
            Some((share(own)?, share(servers)?, share(others)?))
        });
        let (ran, waited) = (spent.all_ran, spent.waited.saturating_sub(spent.of_servers));
        let of_others = machine.map_or(0, |(now, _)| now.processors.saturating_sub(1));
        Busy {
            own: shares.map(|(own, ..)| own),
            servers: shares.map(|(_, servers, _)| servers).filter(|it| *it > 0.0),
            others: shares.map(|(.., others)| others),
            waited: share(waited.as_secs_f64(), (ran + waited).as_secs_f64()),
            waited_in_all: (!ran.is_zero()).then(|| spent.waited + spent.stolen * of_others),
        }
    }
}

/// The 14th and the 15th field: the name in the second one may have spaces in it, and ends with the last bracket.
fn own(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut ticks = fields.split_whitespace().skip(11).map(str::parse::<u32>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some(TICK * user.checked_add(system)?)
}

/// All of the first line but the times in which a processor was idle; the last two are in the first two already.
fn machine(stat: &str) -> Option<Machine> {
    let all = stat.lines().find(|line| line.starts_with("cpu "))?;
    let ticks: Vec<u64> = all
        .split_whitespace()
        .skip(1)
        .take(8)
        .map(|ticks| ticks.parse().ok())
        .collect::<Option<_>>()?;
    let [user, nice, system, _idle, _iowait, irq, softirq, steal] = ticks[..] else {
        return None;
    };
    let used = user + nice + system + irq + softirq + steal;
    Some(Machine {
        used: Duration::from_millis(used.checked_mul(TICK.as_millis().try_into().ok()?)?),
        processors: super::quiet::processors(stat),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_tells_is_read() {
        let stat = "17 (a (b) c) S 1 17 17 0 -1 4194560 9 0 0 0 300 45 7 8 20 0 9 0 77 1 2 3";
        assert_eq!(own(stat), Some(Duration::from_millis(3450)));
        assert_eq!((own(""), own("17 (a) S 1 2")), (None, None));
        let stat = "cpu  10 1 20 500 9 2 3 4 5 6\ncpu0 5 0 5 250 0 0 0 2 0 0\ncpu1 5 0 5 250 0 0 0 2 0 0\nintr 1\n";
        let machine = machine(stat).expect("it is as Linux writes it");
        assert_eq!(
            (machine.used, machine.processors),
            (Duration::from_millis(400), 2)
        );
        assert_eq!(super::machine("cpu 1 2\n"), None);
    }

    #[test]
    fn shares_are_of_the_time_in_between() {
        let begun = Instant::now();
        let reading = |seconds: u64, own_ms, used_ms| Processors {
            at: begun + Duration::from_secs(seconds),
            threads: Reading::default(),
            own: Some(Duration::from_millis(own_ms)),
            machine: Some(Machine {
                used: Duration::from_millis(used_ms),
                processors: 2,
            }),
        };
        let busy = reading(12, 5_000, 19_000).since(&reading(2, 1_000, 9_000));
        assert_eq!((busy.own, busy.others), (Some(0.2), Some(0.3)));
        assert_eq!(busy.waited, None, "nobody was ready");
        assert_eq!(busy.waited_in_all, None, "nobody was ready");
        // Of the 0.3 a server had 0.2; it waited as well, but it is for the threads of this process that a share is told.
        let ms = Duration::from_millis;
        let with_server = Processors {
            threads: Reading::example((ms(300), ms(100)), (ms(4_000), ms(50))),
            ..reading(12, 5_000, 19_000)
        };
        let busy = with_server.since(&reading(2, 1_000, 9_000));
        for (share, expected) in [
            (busy.own, 0.2),
            (busy.servers, 0.2),
            (busy.others, 0.1),
            (busy.waited, 0.25),
        ] {
            let off = (share.expect("it is known") - expected).abs();
            assert!(off < 1e-9, "{share:?} instead of {expected}");
        }
        assert_eq!(busy.waited_in_all, Some(ms(150)));
        // Ticks are coarse: what this process used may seem more than all.
        let busy = reading(3, 1_000, 1_000).since(&reading(2, 0, 990));
        assert_eq!((busy.own, busy.others), (Some(0.5), Some(0.0)));
        let nothing = reading(2, 0, 0);
        assert_eq!(nothing.since(&nothing), Busy::default());
    }
}
