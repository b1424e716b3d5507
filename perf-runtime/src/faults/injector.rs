//! Decides about each statement of a case, and keeps count.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::counts::Counts;
pub(crate) use super::draw::Hit;
use super::draw::draw;
use super::plan::FaultPlan;
use crate::perf::Perf;
use crate::sync::lock;

/// The figure under which the time to recover is recorded.
const RECOVERY: &str = "recovery_ms";

/// What all connections of a case ask.
pub(crate) struct Injector {
    /// As the attribute says.
    written: FaultPlan,
    state: Mutex<State>,
    /// When the database comes back, for those who wait for it.
    outage: watch::Sender<Option<Instant>>,
    /// Takes the figure of the recovery.
    perf: Perf,
}

#[derive(Debug)]
struct State {
    plan: FaultPlan,
    on: bool,
    /// Whether the body runs.
    measured: bool,
    /// The number of the next statement.
    next: u64,
    gone_until: Option<Instant>,
    /// The end of the faults after which nothing has succeeded yet.
    ended: Option<Instant>,
    recovery: Option<Duration>,
    counts: Counts,
}

/// What is to become of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// How long it waits first.
    pub(crate) delay: Duration,
    pub(crate) hit: Hit,
}

impl Decision {
    const NONE: Self = Self {
        delay: Duration::ZERO,
        hit: Hit::Nothing,
    };
}

impl Injector {
    /// `written` is what the attribute says; nothing happens until the body runs.
    pub(crate) fn new(written: Option<FaultPlan>, perf: Perf) -> Self {
        let written = written.unwrap_or(FaultPlan::NONE);
        Self {
            written,
            state: Mutex::new(State {
                plan: written,
                on: true,
                measured: false,
                next: 0,
                gone_until: None,
                ended: None,
                recovery: None,
                counts: Counts::default(),
            }),
            outage: watch::Sender::new(None),
            perf,
        }
    }

    /// The body begins: what an earlier run has switched is as written again.
    pub(crate) fn begin(&self) {
        let mut state = lock(&self.state);
        (state.plan, state.on, state.measured) = (self.written, true, true);
    }

    /// The body is over, and with it all faults: the clean-up is not hit.
    pub(crate) fn end(&self) {
        let mut state = lock(&self.state);
        (state.measured, state.gone_until, state.ended) = (false, None, None);
        drop(state);
        self.outage.send_replace(None);
    }

    /// The fate of the next statement of the application.
    pub(crate) fn decide(&self) -> Decision {
        lock(&self.state).decide(Instant::now())
    }

    /// A statement that began at this time, and was not hit, has come back.
    pub(crate) fn succeeded(&self, begun: Instant) {
        let recovery = lock(&self.state).succeeded(begun, Instant::now());
        if let Some(recovery) = recovery {
            self.perf.record(RECOVERY, recovery.as_secs_f64() * 1e3);
        }
    }

    /// Whether the database is gone at the moment.
    pub(crate) fn is_gone(&self) -> bool {
        lock(&self.state).is_gone(Instant::now())
    }

    /// A connection broke because the database went.
    pub(crate) fn lost_connection(&self) {
        lock(&self.state).counts.during_outages += 1;
    }

    /// Tells of each outage when it ends, and of nothing when there is none.
    pub(crate) fn outages(&self) -> watch::Receiver<Option<Instant>> {
        self.outage.subscribe()
    }

    pub(crate) fn counts(&self) -> Counts {
        lock(&self.state).counts
    }

    pub(super) fn switch(&self, on: bool) {
        let mut state = lock(&self.state);
        if state.on && !on && state.plan.does_anything() {
            state.ended = Some(Instant::now());
        }
        state.on = on;
    }

    pub(super) fn plan(&self) -> FaultPlan {
        lock(&self.state).plan
    }

    pub(super) fn set(&self, plan: FaultPlan) {
        lock(&self.state).plan = plan;
    }

    /// The database goes now, and comes back after this time.
    pub(super) fn outage(&self, length: Duration) {
        let until = Instant::now() + length;
        let mut state = lock(&self.state);
        if !state.measured {
            return;
        }
        let until = state.gone_until.map_or(until, |known| known.max(until));
        (state.gone_until, state.ended) = (Some(until), Some(until));
        state.counts.outages += 1;
        drop(state);
        self.outage.send_replace(Some(until));
    }

    pub(super) fn recovery(&self) -> Option<Duration> {
        lock(&self.state).recovery
    }
}

impl State {
    fn is_gone(&self, now: Instant) -> bool {
        self.measured && self.gone_until.is_some_and(|until| now < until)
    }

    fn decide(&mut self, now: Instant) -> Decision {
        if self.is_gone(now) {
            self.counts.during_outages += 1;
            return Decision {
                hit: Hit::Cut,
                ..Decision::NONE
            };
        }
        if !self.measured || !self.on || !self.plan.does_anything() {
            return Decision::NONE;
        }
        let hit = draw(&self.plan, self.next);
        self.next += 1;
        self.count(hit);
        Decision {
            delay: self.plan.latency,
            hit,
        }
    }

    fn count(&mut self, hit: Hit) {
        let counts = &mut self.counts;
        counts.statements += 1;
        counts.delayed += u64::from(!self.plan.latency.is_zero());
        match hit {
            Hit::Nothing => {}
            Hit::Error => counts.failed += 1,
            Hit::Cut => counts.cut += 1,
        }
        let rate = self.plan.hit_rate();
        counts.rate_asked |= rate > 0.0;
        counts.ln_none_hit += (-rate).ln_1p();
    }

    /// How long it took from the end of the faults, where this is the first success after it.
    fn succeeded(&mut self, begun: Instant, now: Instant) -> Option<Duration> {
        let ended = self.ended.filter(|ended| *ended <= begun)?;
        let recovery = now.saturating_duration_since(ended);
        (self.ended, self.recovery) = (None, Some(recovery));
        Some(recovery)
    }
}

impl fmt::Debug for Injector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Injector")
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
