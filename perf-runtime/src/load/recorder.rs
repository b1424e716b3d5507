//! What records the iterations of a load: a tally for each worker, added up at the end.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::class::Class;
use super::moment::Moment;
use super::slot::{self, Slot, Slots};
use super::tally::{Ended, Limits, Tally};
use super::worst::nanos;
use crate::probe::Recorder;
use crate::probe::scope::Seen;
use crate::sync::lock;

/// Records iterations on any thread.
///
/// A worker has a tally to itself, and with it a lock for which nobody waits: it is there so that
/// the tally of a worker that is blocked for ever can be read all the same.
#[derive(Debug)]
pub(super) struct LoadRecorder {
    workers: Box<[Mutex<Worker>]>,
    limits: Limits,
    recorder: Recorder,
    /// What most iterations did on a database.
    pub(super) nothing: Seen,
}

/// What one worker has recorded. No two of them share a line of the processor's cache.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Worker {
    tally: Tally,
    /// What has not been collected yet.
    slots: Slots,
}

/// Threads that have recorded anything, in this process.
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = THREADS.fetch_add(1, Ordering::Relaxed);
}

impl LoadRecorder {
    /// `recorder` is the one of the statements.
    pub(super) fn new(workers: usize, limits: Limits, recorder: Recorder) -> Self {
        Self {
            workers: (0..workers.next_power_of_two())
                .map(|_| Mutex::default())
                .collect(),
            limits,
            recorder,
            nothing: Seen::default(),
        }
    }

    pub(super) fn record(&self, ended: &Ended<'_>) {
        let class = Class::of(ended.ending);
        let slot = slot::number(ended.at);
        let waited = ended.seen.waits.sum.known();
        let mut worker = lock(self.of_this_thread());
        let slot = worker.slots.of(slot);
        slot.record(class, ended.ns);
        if let Some(waited) = waited {
            slot.wait(nanos(waited));
        }
        worker.tally.record(ended, &self.limits, &self.recorder);
    }

    /// It had run for so many nanoseconds.
    pub(super) fn record_interrupted(&self, at: Moment, ns: u64) {
        let mut worker = lock(self.of_this_thread());
        let slot = worker.slots.of(slot::number(at));
        slot.record(Class::Interrupted, ns);
        worker.tally.record_interrupted(ns);
    }

    /// Workers begin to record one after the other, so that they do not meet here. There is a power of two of them: no iteration has to
    /// divide.
    fn of_this_thread(&self) -> &Mutex<Worker> {
        &self.workers[THREAD.with(|thread| thread & (self.workers.len() - 1))]
    }

    /// Takes what ended since the last call, of all workers.
    pub(super) fn collect(&self) -> Vec<Slot> {
        let workers = self.workers.iter();
        workers
            .flat_map(|worker| lock(worker).slots.take())
            .collect()
    }

    /// All tallies until now, added up.
    pub(super) fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for worker in &self.workers {
            sum.add(&lock(worker).tally);
        }
        sum
    }
}
