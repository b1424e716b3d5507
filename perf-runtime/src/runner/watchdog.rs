//! A case runs on a thread of its own, so that one that blocks it for ever can be left behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::sync::lock;

/// How long a body may go on after its time is up, before its thread is taken for blocked.
const GRACE: Duration = Duration::from_secs(2);

/// How often the deadline is looked at: it moves, and to an earlier time too.
const LOOK: Duration = Duration::from_millis(100);

/// Until when the thread must have said something.
#[derive(Debug, Clone)]
pub(crate) struct Deadline(Arc<Mutex<Instant>>);

impl Deadline {
    /// Gives the next step this time.
    pub(crate) fn extend(&self, time: Duration) {
        *lock(&self.0) = after(time);
    }

    fn left(&self) -> Duration {
        lock(&self.0).saturating_duration_since(Instant::now())
    }
}

fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time + GRACE)
        .unwrap_or_else(|| now + Duration::from_secs(1 << 32))
}

/// The thread did not end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It blocks: it went past its deadline without an await at which it could be stopped.
    Blocked,
    /// It panicked outside of the body, with this message.
    Panicked(String),
    /// The system gave no thread.
    NoThread(String),
}

/// Runs `work` on a thread that bears the case's name, as libtest's threads do.
pub(crate) fn run<T: Send + 'static>(
    name: &str,
    first: Duration,
    work: impl FnOnce(Deadline) -> T + Send + 'static,
) -> Result<T, Lost> {
    let deadline = Deadline(Arc::new(Mutex::new(after(first))));
    let (done, result) = mpsc::channel();
    let theirs = deadline.clone();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(theirs)));
            // Nobody listens any more if the case was given up.
            let _ = done.send(result);
        })
        .map_err(|error| Lost::NoThread(error.to_string()))?;
    loop {
        match result.recv_timeout(deadline.left().min(LOOK)) {
            Ok(Ok(result)) => return Ok(result),
            Ok(Err(payload)) => return Err(Lost::Panicked(super::panics::message(&*payload))),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Lost::Panicked("the thread ended".to_owned()));
            }
            Err(RecvTimeoutError::Timeout) if deadline.left().is_zero() => {
                return Err(Lost::Blocked);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_comes_back() {
        assert_eq!(run("a", Duration::from_mins(1), |_| 7), Ok(7));
    }

    #[test]
    fn a_panic_is_told() {
        let lost = run("a", Duration::from_mins(1), |_| {
            std::panic::resume_unwind(Box::new("boom"))
        });
        assert_eq!(lost, Err::<(), _>(Lost::Panicked("boom".to_owned())));
    }

    #[test]
    fn a_blocked_thread_is_left_behind() {
        let (_hold, wait) = mpsc::channel::<()>();
        let lost = run("a", Duration::ZERO, move |_| wait.recv().is_ok());
        assert_eq!(lost, Err(Lost::Blocked));
    }

    #[test]
    fn a_deadline_that_comes_nearer_counts() {
        let (_hold, wait) = mpsc::channel::<()>();
        let lost = run("a", Duration::from_hours(1), move |deadline| {
            deadline.extend(Duration::ZERO);
            wait.recv().is_ok()
        });
        assert_eq!(lost, Err(Lost::Blocked));
    }

    #[test]
    fn a_deadline_that_moves_away_counts() {
        let result = run("a", Duration::ZERO, |deadline| {
            deadline.extend(Duration::from_mins(1));
            thread::sleep(GRACE + Duration::from_millis(100));
            7
        });
        assert_eq!(result, Ok(7));
    }
}
