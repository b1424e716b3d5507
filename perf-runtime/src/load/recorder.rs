//! What records the iterations of a load: a tally for each worker, added up at the end.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::tally::{Ended, Limits, Tally};
use crate::probe::Recorder;
use crate::sync::lock;

/// Records iterations on any thread.
///
/// A worker has a tally to itself, and with it a lock for which nobody waits: it is there so that
/// the tally of a worker that is blocked for ever can be read all the same.
#[derive(Debug)]
pub(super) struct LoadRecorder {
    tallies: Box<[Mutex<Tally>]>,
    limits: Limits,
    recorder: Recorder,
}

/// Threads that have recorded anything, in this process.
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = THREADS.fetch_add(1, Ordering::Relaxed);
}

impl LoadRecorder {
    /// `recorder` is the one of the statements.
    pub(super) fn new(workers: usize, limits: Limits, recorder: Recorder) -> Self {
        let tallies = (0..workers.max(1)).map(|_| Mutex::default()).collect();
        Self {
            tallies,
            limits,
            recorder,
        }
    }

    pub(super) fn record(&self, ended: Ended) {
        lock(self.of_this_thread()).record(ended, &self.limits, &self.recorder);
    }

    pub(super) fn record_interrupted(&self, elapsed: Duration) {
        lock(self.of_this_thread()).record_interrupted(elapsed);
    }

    /// How much later than it was to an iteration began.
    pub(super) fn record_delay(&self, delay: Duration) {
        lock(self.of_this_thread()).record_delay(delay);
    }

    /// Workers begin to record one after the other, so that they do not meet here.
    fn of_this_thread(&self) -> &Mutex<Tally> {
        &self.tallies[THREAD.with(|thread| thread % self.tallies.len())]
    }

    /// All tallies until now, added up.
    pub(super) fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for tally in &self.tallies {
            sum.add(&lock(tally));
        }
        sum
    }
}
