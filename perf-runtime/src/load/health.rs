//! Whether a load was as it was asked for, or bound by what drove it.
//!
//! Judged is the driver, never the application: one that uses all processors that there are is told by its times, and rightly
//! so. What makes times wrong is that threads were ready and had to wait for a processor that somebody else had,
//! and that arrivals were late or left out.

use serde::{Deserialize, Serialize};

use super::distribution::Distribution;
use crate::assess::time::WAITED;
use crate::probe::busy::Busy;

/// The latest that one arrival in a hundred may be, in milliseconds. A timer that works is late by less than 2, and a thread that
/// has to wait for its turn by 3 or more, the slice of Linux's scheduler.
const LATE_MS: f64 = 5.0;

/// The least share of the arrivals that must have been let in.
const OF_DUE: f64 = 0.99;

/// Readings of a load, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Health {
    /// The share of all processors that this process used, from 0 to 1.
    pub(crate) cpu: Option<f64>,
    /// The share that database servers on this machine used, where the case is on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cpu_of_servers: Option<f64>,
    /// The share that others used, other machines on the same host included.
    pub(crate) cpu_of_others: Option<f64>,
    /// Of the time for which the threads of this process were ready, the share in which they had no processor.
    pub(crate) waited: Option<f64>,
    /// What all threads waited together, those of database servers on the machine too, in milliseconds: no iteration can
    /// have lost more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lost_ms: Option<f64>,
    /// The share of its time by which an iteration would have been shorter at most, had others not worked on the same machine,
    /// waiting left aside; from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) slowed: Option<f64>,
    /// The 99th percentile of how late arrivals were begun; none in the closed model.
    pub(crate) late_p99_ms: Option<f64>,
    /// Arrivals that were due until the end; none in the closed model.
    pub(crate) due: Option<u64>,
    /// Arrivals that were let in.
    pub(crate) let_in: Option<u64>,
    /// The shard whose readings these are, the one that was worst off, where several were merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shard: Option<u64>,
    /// By how much the first shard began before the last, where that was too much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) apart_ms: Option<f64>,
}

/// What was wrong with a load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Trouble {
    /// Others worked beside it: by which share of its time it would have been shorter at most.
    Slowed(f64),
    /// Threads waited for processors that others had; the share of the time.
    Waited(f64),
    /// The 99th percentile of how late arrivals were begun, in milliseconds.
    Late(f64),
    /// Arrivals were left out.
    Behind { let_in: u64, due: u64 },
    /// Shards did not begin at the same time: milliseconds from the first to the last.
    Apart(f64),
}

impl Trouble {
    /// Whether less was asked of the application than the case says, so that being within a limit says nothing
    /// either. To be slowed, to wait, and to arrive late only adds time: latency is counted from when an arrival was due.
    pub(crate) fn is_less_asked(self) -> bool {
        matches!(self, Self::Behind { .. } | Self::Apart(_))
    }

    /// The larger, the worse.
    #[cfg(any(feature = "cli", test))]
    fn weight(self) -> u8 {
        match self {
            Self::Slowed(_) => 1,
            Self::Waited(_) => 2,
            Self::Late(_) => 3,
            Self::Behind { .. } => 4,
            Self::Apart(_) => 5,
        }
    }
}

impl Health {
    pub(super) fn closed(busy: &Busy) -> Self {
        Self {
            cpu: busy.own,
            cpu_of_servers: busy.servers,
            cpu_of_others: busy.others,
            waited: busy.waited,
            lost_ms: busy.lost.map(|lost| lost.as_secs_f64() * 1e3),
            slowed: busy.slowed,
            ..Self::default()
        }
    }

    pub(super) fn open(busy: &Busy, lateness: &Distribution, due: Option<u64>) -> Self {
        Self {
            late_p99_ms: Some(lateness.percentile(99.0) as f64 / 1e6),
            due,
            let_in: Some(lateness.count()),
            ..Self::closed(busy)
        }
    }

    /// The worst that was wrong, if anything was.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        let late = self.late_p99_ms.filter(|late| *late > LATE_MS);
        let behind = self
            .due
            .zip(self.let_in)
            // The last one may be on its way.
            .filter(|(due, let_in)| ((let_in + 1) as f64) < *due as f64 * OF_DUE);
        let apart = self.apart_ms.map(Trouble::Apart);
        let waited = self.waited_for_others().filter(|share| *share > WAITED);
        let slowed = self.slowed.filter(|share| *share > WAITED);
        apart
            .or(behind.map(|(due, let_in)| Trouble::Behind { let_in, due }))
            .or(late.map(Trouble::Late))
            .or(waited.map(Trouble::Waited))
            .or(slowed.map(Trouble::Slowed))
    }

    /// How bad the worst is.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn weight(&self) -> u8 {
        self.trouble().map_or(0, Trouble::weight)
    }

    /// The part of the waiting that was for others: as large as their part in the use of the processors. A database server works for
    /// the load: one that keeps the processors busy makes it as slow as it is.
    fn waited_for_others(&self) -> Option<f64> {
        let (own, others) = (self.cpu?, self.cpu_of_others?);
        let used = own + self.cpu_of_servers.unwrap_or_default() + others;
        (used > 0.0).then_some(self.waited? * others / used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(cpu: f64, others: f64, waited: f64) -> Health {
        Health {
            cpu: Some(cpu),
            cpu_of_others: Some(others),
            waited: Some(waited),
            ..Health::default()
        }
    }

    fn on_server(health: Health, cpu_of_servers: f64) -> Health {
        Health {
            cpu_of_servers: Some(cpu_of_servers),
            ..health
        }
    }

    fn slowed(health: Health, slowed: f64) -> Health {
        Health {
            slowed: Some(slowed),
            ..health
        }
    }

    fn open(due: u64, let_in: u64, late_p99_ms: f64) -> Health {
        Health {
            due: Some(due),
            let_in: Some(let_in),
            late_p99_ms: Some(late_p99_ms),
            ..closed(0.3, 0.01, 0.01)
        }
    }

    #[test]
    fn a_load_is_bound_by_others_or_by_its_driver_never_by_the_application() {
        for (health, bound, less_asked) in [
            // Nothing is known: nothing is held against it.
            (Health::default(), false, false),
            // Idle; busy with its own threads, which wait for each other.
            (closed(0.1, 0.02, 0.01), false, false),
            (closed(0.99, 0.01, 0.6), false, false),
            // Others take half of the machine, and threads wait; or they take it and nobody has to wait.
            (closed(0.4, 0.5, 0.3), true, false),
            (closed(0.2, 0.5, 0.005), false, false),
            // They may have slowed it all the same, or hardly.
            (slowed(closed(0.2, 0.5, 0.005), 0.4), true, false),
            (slowed(closed(0.2, 0.01, 0.005), 0.02), false, false),
            // It is the database that takes it.
            (on_server(closed(0.2, 0.01, 0.3), 0.7), false, false),
            (on_server(closed(0.2, 0.4, 0.3), 0.3), true, false),
            // Nobody uses anything.
            (closed(0.0, 0.0, 0.0), false, false),
            // The open model: on time, as good as on time, late, and behind.
            (open(200, 200, 0.1), false, false),
            (open(200, 198, 5.0), false, false),
            (open(3, 2, 0.1), false, false),
            (open(200, 200, 5.1), true, false),
            (open(200, 190, 0.1), true, true),
        ] {
            let trouble = health.trouble();
            assert_eq!(
                (
                    trouble.is_some(),
                    trouble.is_some_and(Trouble::is_less_asked)
                ),
                (bound, less_asked),
                "{health:?}"
            );
        }
    }
}
