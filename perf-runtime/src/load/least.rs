//! What a load would have come to at the least, had others not used the processors.
//!
//! A thread that waits holds up what it works on, and whatever stands in line behind that: one wait may be in the time of
//! many iterations. But it is in the time of none more than once, so no iteration is longer by more than all threads waited
//! together, in line or not (in a line, the end of a piece of work is put off by no more than the sum of what the
//! pieces before it and it itself were: Baccelli, Cohen, Olsder and Quadrat, *Synchronization and Linearity*, 1992). Nor is
//! any longer by more than others ran: had everything stood still for as long as they did, all would have been put off by that time.
//!
//! Of users who go on at once there is more to say. What was computed takes as long as all processors together need for
//! it, waiting or not, and from the least time of the whole follows the least mean, by Little's law (1961): users who are always in an
//! iteration share that time among the iterations.
//!
//! And what is left may have been computed on processors that others slowed down, as two processors of one core do each other, by a
//! factor that has a bound too.

use super::figures::{Latency, Load, PercentileLimit};
use super::health::Health;

/// What others can have added to a time at most.
#[derive(Debug, Clone, Copy)]
struct Others {
    lost_ms: f64,
    /// The share that is left without what they slowed.
    left: f64,
}

impl Others {
    fn of(health: &Health) -> Option<Self> {
        Some(Self {
            lost_ms: health.lost_ms?,
            left: 1.0 - health.slowed.unwrap_or_default(),
        })
    }

    fn without(self, ms: f64) -> f64 {
        (ms - self.lost_ms).max(0.0) * self.left
    }
}

impl Load {
    /// Each figure of time as far as it cannot have come of others; nothing where nobody knows what they did.
    pub(crate) fn without_others(&self) -> Option<Self> {
        let others = Others::of(&self.health)?;
        let mut least = self.clone();
        least.spent_ms = self.least_spent_ms(others);
        let breakdown = &mut least.breakdown;
        let latencies = [
            &mut least.latency,
            &mut least.database,
            &mut breakdown.pool_wait,
        ];
        for latency in latencies.into_iter().flatten() {
            latency.lose(others);
        }
        if let (Some(least), Some(latency)) =
            (self.least_mean_ms(least.spent_ms), &mut least.latency)
        {
            latency.mean_ms = latency.mean_ms.max(least);
        }
        for limit in least
            .limits
            .iter_mut()
            .chain(&mut breakdown.pool_wait_limits)
        {
            limit.lose(others);
        }
        least.slowest_query_ms = others.without(self.slowest_query_ms);
        least.throughput = self.throughput * self.spent_ms / least.spent_ms;
        // A place that is waited for may have been free in time.
        least.counts.dropped = 0;
        if let Some(warmup) = &mut least.warmup {
            warmup.dropped = 0;
        }
        Some(least)
    }

    /// Without what was lost, or with all processors for what was computed, whichever is longer.
    fn least_spent_ms(&self, others: Others) -> f64 {
        let least = others.without(self.spent_ms);
        if !self.is_steady {
            return least;
        }
        let Health {
            cpu,
            cpu_of_servers,
            ..
        } = self.health;
        let used = cpu.unwrap_or_default() + cpu_of_servers.unwrap_or_default();
        least.max(self.spent_ms * used.min(1.0) * others.left)
    }

    /// Had the whole taken so long, and its users been outside of iterations for as long as they were.
    fn least_mean_ms(&self, spent_ms: f64) -> Option<f64> {
        let all_count = self.is_steady && self.counts.failed() == 0;
        let latency = self.latency.as_ref().filter(|_| all_count)?;
        let (users, iterations) = (self.users as f64, self.counts.ok as f64);
        let outside_ms = users * self.spent_ms - iterations * latency.mean_ms;
        Some((users * spent_ms - outside_ms) / iterations)
    }
}

impl Latency {
    /// What is judged: the longest and the mean. Percentiles are judged by [`PercentileLimit`].
    fn lose(&mut self, others: Others) {
        self.max_ms = others.without(self.max_ms);
        self.mean_ms = others.without(self.mean_ms);
    }
}

impl PercentileLimit {
    /// As many over the limit as there are, if those that it takes are over it by more.
    fn lose(&mut self, others: Others) {
        if !self
            .at_least_ms
            .is_some_and(|least| others.without(least) > self.limit_ms)
        {
            self.over = 0;
        }
        self.value_ms = others.without(self.value_ms);
    }
}
