//! How many connections are out of a pool: what it hands out, and what comes back.

#![allow(dead_code, reason = "each of the test binaries uses a part of it")]

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use log::LevelFilter;
use sqlx::Database;
use sqlx::pool::PoolOptions;

/// Counts the connections of a pool.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gauge(Arc<Mutex<Counts>>);

/// What a gauge has counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// How often one was taken out.
    pub(crate) taken: u64,
    /// How often one came back.
    pub(crate) returned: u64,
    /// The most that were out at once.
    pub(crate) peak: u64,
    /// How many were opened.
    pub(crate) opened: u64,
}

impl Counts {
    pub(crate) fn out(self) -> u64 {
        self.taken - self.returned
    }
}

/// How long the last connection may take on its way back.
const PATIENCE: Duration = Duration::from_secs(10);

impl Gauge {
    /// Puts the gauge on a pool that is still to be opened, lazily: a connection that is opened ahead counts as taken. The pool tells
    /// how long each connection was waited for, too.
    pub(crate) fn on<DB: Database>(&self, pool: PoolOptions<DB>) -> PoolOptions<DB> {
        let (new, idle, back) = (self.clone(), self.clone(), self.clone());
        pool.after_connect(move |_, _| {
            new.change(|counts| counts.opened += 1);
            new.take();
            Box::pin(async { Ok(()) })
        })
        .acquire_time_level(LevelFilter::Debug)
        .before_acquire(move |_, _| {
            idle.take();
            Box::pin(async { Ok(true) })
        })
        .after_release(move |_, _| {
            back.change(|counts| counts.returned += 1);
            Box::pin(async { Ok(true) })
        })
    }

    fn take(&self) {
        self.change(|counts| {
            counts.taken += 1;
            counts.peak = counts.peak.max(counts.out());
        });
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// As it is now.
    pub(crate) fn counts(&self) -> Counts {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Once all are back: a connection returns in a task of its own, a little after it was dropped.
    pub(crate) async fn settled(&self) -> Counts {
        let begun = Instant::now();
        loop {
            let counts = self.counts();
            if counts.out() == 0 || begun.elapsed() > PATIENCE {
                return counts;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
