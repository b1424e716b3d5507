//! Watches a part of a load while it runs, on a thread of its own.
//!
//! It looks ten times a second: it collects what the workers have recorded, keeps the time line, ends the load
//! where a rule or Ctrl-C asks for it, and shows how far it is. A body that blocks its thread does not
//! keep it from that.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::abort::{Breach, Window};
use super::distribution::Distribution;
use super::moment::Moment;
use super::phase::Phase;
use super::progress::Progress;
use super::slot::{self, SLOT};
use super::timeline::{Gauges, Point, Timeline};
use super::worst::nanos;
use crate::database::PoolUse;
use crate::fixture::Shared;
use crate::options::AbortOn;
use crate::runner::interrupt;
use crate::sync::lock;

/// How long iterations may go on after the load was ended early.
const GRACE: Duration = Duration::from_secs(1);

/// Why a load was ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    /// A rule of `abort_on(..)`.
    Aborted(Breach),
    /// Ctrl-C.
    Interrupted,
}

/// A load that was ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Early {
    pub(crate) cause: Cause,
    /// How long it had run, in milliseconds.
    pub(crate) after_ms: f64,
    /// Iterations that were under way, and did not come to their end soon enough. They count as nothing.
    pub(crate) cut_short: u64,
}

/// What is known of a part of a load from watching it.
#[derive(Debug, Default)]
pub(super) struct Watched {
    timeline: Mutex<Timeline>,
    early: OnceLock<(Cause, Instant)>,
}

impl Watched {
    /// Why it is over before its end, and since when.
    pub(super) fn early(&self) -> Option<&(Cause, Instant)> {
        self.early.get()
    }

    /// No further iteration begins. The first cause stands.
    pub(super) fn end(&self, cause: Cause) {
        let _ = self.early.set((cause, Instant::now()));
    }

    /// Whether nobody is waited for any more.
    pub(super) fn is_given_up(&self, now: Instant) -> bool {
        self.early()
            .is_some_and(|(_, since)| now.saturating_duration_since(*since) > GRACE)
    }
}

impl Phase {
    /// The time line until now, with all that was recorded.
    pub(super) fn timeline(&self) -> Vec<Point> {
        self.collect(None);
        let mut timeline = lock(&self.watched.timeline);
        let spent = self.spent();
        let last_second = spent.saturating_sub(Duration::from_nanos(1)).as_secs();
        // What is not counted but looked at is looked at a last time.
        let last = Gauges {
            dropped_until_now: self.gauges().dropped_until_now,
            ..Gauges::default()
        };
        timeline.look(last_second, last);
        timeline.points(spent)
    }

    /// The times of the successes behind each point of the time line, by the second in which it begins.
    pub(super) fn seconds(&self) -> Vec<(u64, Distribution)> {
        lock(&self.watched.timeline).times()
    }

    /// Puts what the workers have recorded into the time line, and into the window of a rule.
    fn collect(&self, mut window: Option<&mut Window>) {
        let slots = self.recorder.collect();
        let mut timeline = lock(&self.watched.timeline);
        for slot in &slots {
            timeline.add(slot);
            if let Some(window) = &mut window {
                window.add(slot);
            }
        }
    }
}

/// The thread that watches; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    pub(super) fn begin(
        phase: Arc<Phase>,
        shared: Arc<Shared>,
        rule: Option<AbortOn>,
        progress: Option<Progress>,
    ) -> io::Result<Self> {
        let (end, ended) = mpsc::channel();
        let mut watcher = Watcher {
            phase,
            shared,
            window: rule.map(Window::new),
            progress,
        };
        let watch = move || {
            // The phase may end without us, where the thread that began us is lost.
            while ended.recv_timeout(SLOT) == Err(RecvTimeoutError::Timeout)
                && !watcher.phase.has_ended()
            {
                watcher.look();
            }
        };
        let thread = thread::Builder::new().name("perf-watch".to_owned());
        Ok(Self {
            end: Some(end),
            thread: Some(thread.spawn(watch)?),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // It only looks: there is nothing to be told of it.
            let _ = thread.join();
        }
    }
}

struct Watcher {
    phase: Arc<Phase>,
    shared: Arc<Shared>,
    window: Option<Window>,
    progress: Option<Progress>,
}

impl Watcher {
    fn look(&mut self) {
        let phase = &self.phase;
        let elapsed = phase.elapsed();
        phase.collect(self.window.as_mut());
        let slot = slot::number(Moment(nanos(elapsed)));
        if let Some(breach) = self.window.as_mut().and_then(|window| window.judge(slot)) {
            phase.end_early(Cause::Aborted(breach));
        }
        if interrupt::requested() {
            phase.end_early(Cause::Interrupted);
        }
        let gauges = Gauges {
            pool_in_use: in_use(&self.shared.databases.pools()),
            ..phase.gauges()
        };
        let mut timeline = lock(&phase.watched.timeline);
        timeline.look(elapsed.as_secs(), gauges);
        if let Some(progress) = &mut self.progress {
            progress.show(elapsed, gauges, timeline.so_far());
        }
    }
}

/// Connections that somebody uses; nothing where there is no pool.
fn in_use(pools: &[PoolUse]) -> Option<u64> {
    let of = |pool: &PoolUse| u64::from(pool.open - pool.idle);
    (!pools.is_empty()).then(|| pools.iter().map(of).sum())
}
