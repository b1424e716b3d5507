//! A user of a closed model: one iteration after the other.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::attempt::{Attempt, Attempted, Limit};
use super::phase::Phase;
use super::seat::{Begun, Seat};
use super::tally::Ended;
use crate::case::LoadRun;
use crate::fixture::{Iteration, User};
use crate::measurement::Ending;
use crate::probe::Recorder;
use crate::probe::recorder::SETTLE;
use crate::probe::scope::{Scope, Seen};
use crate::runner::panics;

/// A user, as load tools call it: it runs the body on the fixtures that were set up for it.
pub(super) struct VirtualUser {
    user: User,
    body: LoadRun,
    /// Iterations that it began until now, warm-up included.
    begun: u64,
    recorder: Recorder,
}

impl VirtualUser {
    pub(super) fn new(user: User, body: LoadRun, recorder: Recorder) -> Self {
        Self {
            user,
            body,
            begun: 0,
            recorder,
        }
    }

    /// Takes part in a phase until it is over.
    pub(super) async fn take_part(mut self, phase: Arc<Phase>) -> Self {
        let seat = phase.seat(self.user);
        let mut limit = Limit::new(phase.timeout);
        let mut scope = Arc::<Scope>::default();
        let mut now = Instant::now();
        let mut done = 0;
        while let Some(unique) = phase.pass(now, done) {
            let iteration = Iteration {
                user: self.user,
                index: self.begun,
                unique,
            };
            self.begun += 1;
            let at = Instant::now();
            if !seat.begin(Begun {
                iteration,
                at,
                scope: Arc::clone(&scope),
            }) {
                break;
            }
            limit.begin(at);
            let attempted = self
                .attempt(&iteration, Arc::clone(&scope), &mut limit, seat)
                .await;
            now = Instant::now();
            if !seat.end(now) {
                break;
            }
            let ending = attempted.ending.within(now - at, phase.timeout);
            let seen = self.seen(&mut scope).await;
            let elapsed = seen.narrowed.unwrap_or(now - at);
            phase.recorder.record(Ended {
                iteration,
                elapsed,
                ending,
                seen,
            });
            done += 1;
            if !attempted.waited {
                // Otherwise the others on this thread would never run.
                tokio::task::yield_now().await;
                now = Instant::now();
            }
        }
        seat.leave();
        self
    }

    async fn attempt(
        &self,
        iteration: &Iteration,
        scope: Arc<Scope>,
        limit: &mut Limit,
        seat: &Seat,
    ) -> Attempted {
        match catch_unwind(AssertUnwindSafe(|| (self.body)(iteration))) {
            Ok(body) => Attempt::new(self.recorder.scoped(scope, body), limit, seat).await,
            Err(payload) => Attempted {
                ending: Ending::Panic(panics::message(&*payload)),
                waited: false,
            },
        }
    }

    /// What the iteration did. Its scope is the next one's too, unless somebody else may still add to it.
    async fn seen(&self, scope: &mut Arc<Scope>) -> Seen {
        if Arc::strong_count(scope) == 1 {
            return scope.take();
        }
        let scope = std::mem::take(scope);
        settle(&self.recorder, &scope).await;
        scope.close();
        scope.take()
    }
}

/// Waits for statements that were cut short; their thread goes on with other users meanwhile.
pub(super) async fn settle(recorder: &Recorder, scope: &Arc<Scope>) {
    let begun = Instant::now();
    while recorder.awaits(scope) && begun.elapsed() < SETTLE {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

impl Ending {
    /// An iteration that ended by itself, but later than it may, is late all the same.
    fn within(self, elapsed: Duration, limit: Duration) -> Self {
        if self == Self::Ok && elapsed > limit {
            Self::Timeout(limit)
        } else {
            self
        }
    }
}

impl fmt::Debug for VirtualUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualUser")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
