//! The closed model: users that go on when their last iteration has ended.

use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::gate::{Gate, Numbers};
use super::moment::Moment;
use super::schedule::{Pause, Presence, Present};
use crate::fixture::User;

/// Makes the iterations of a closed model begin.
#[derive(Debug)]
pub(super) struct Closed {
    gate: Gate,
    presence: Presence,
    pub(super) pause: Pause,
    /// Wakes those that pause when there is nothing left for them.
    used_up: Notify,
}

impl Closed {
    pub(super) fn new(gate: Gate, presence: Presence, pause: Pause) -> Self {
        Self {
            gate,
            presence,
            pause,
            used_up: Notify::new(),
        }
    }

    /// The number of the iteration that a user may begin now, after `done` of its own in this phase.
    pub(super) fn pass(
        &self,
        now: Moment,
        done: u64,
        own: &mut Numbers,
        last: Option<u64>,
    ) -> Option<u64> {
        // One that pauses has others end before it, whatever it has before it.
        let last = last.filter(|_| self.pause == Pause::None);
        let number = self.gate.pass(now, done, own, last);
        if number.is_none() && self.gate.is_used_up() {
            self.used_up.notify_waiters();
        }
        number
    }

    /// Whether this user takes part `after` the beginning.
    pub(super) fn present(&self, user: User, after: Duration) -> Present {
        self.presence.of(user.index, after)
    }

    /// Sleeps, but not for longer than there is anything to do.
    pub(super) async fn sleep_until(&self, until: Instant) {
        let used_up = self.used_up.notified();
        tokio::pin!(used_up);
        used_up.as_mut().enable();
        if self.gate.is_used_up() {
            return;
        }
        let until = self.gate.end().map_or(until, |end| until.min(end));
        tokio::select! {
            () = tokio::time::sleep_until(until.into()) => {}
            () = used_up => {}
        }
    }

    /// The first number that no iteration has.
    pub(super) fn next_number(&self) -> u64 {
        self.gate.next()
    }
}
