//! Who may begin an iteration.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::moment::Moment;
use super::plan::Length;

/// The most numbers that a user takes at once.
const MOST: u64 = 64;

/// How much work a user may have before it, in nanoseconds, when it takes several numbers: others end no earlier than this
/// before it does.
const AHEAD: u64 = 1_000_000;

/// Lets iterations begin until the part of the load is over, and numbers them.
#[derive(Debug)]
pub(super) struct Gate {
    length: Length,
    begun: Instant,
    /// The number of the first iteration that passes.
    first: u64,
    passed: Box<Passed>,
}

/// Numbers that were taken. All users write to it, and so not to the line of the processor's cache in which anything else is.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Passed(AtomicU64);

/// Numbers that a user has taken, for the iterations that it begins next.
#[derive(Debug, Default)]
pub(super) struct Numbers(Range<u64>);

impl Gate {
    pub(super) fn open(length: Length, first: u64, begun: Instant) -> Self {
        Self {
            length,
            begun,
            first,
            passed: Box::default(),
        }
    }

    /// When no more iterations begin, where that is known.
    pub(super) fn end(&self) -> Option<Instant> {
        self.length.end(self.begun)
    }

    /// Whether all numbers are taken.
    pub(super) fn is_used_up(&self) -> bool {
        matches!(self.length, Length::OfAllUsers(iterations) if self.taken() >= iterations)
    }

    /// The first number that nobody may have taken.
    pub(super) fn next(&self) -> u64 {
        let taken = self.taken();
        self.first
            + match self.length {
                Length::OfAllUsers(iterations) => taken.min(iterations),
                Length::OfEachUser(_) | Length::Time(_) => taken,
            }
    }

    fn taken(&self) -> u64 {
        self.passed.0.load(Ordering::Relaxed)
    }

    /// The number of the iteration that a user may begin now, after `done` of its own in this part.
    ///
    /// No number is given twice. Of so many iterations each is given one; where the clock ends them, numbers that were taken may be left.
    /// One that took `last` nanoseconds the last time, if it is to go on at once, may take several.
    pub(super) fn pass(
        &self,
        now: Moment,
        done: u64,
        own: &mut Numbers,
        last: Option<u64>,
    ) -> Option<u64> {
        let left = match self.length {
            Length::OfEachUser(iterations) => iterations.saturating_sub(done),
            Length::Time(time) if now.elapsed() >= time => 0,
            Length::Time(_) | Length::OfAllUsers(_) => u64::MAX,
        };
        if left == 0 {
            return None;
        }
        if own.0.is_empty() {
            let many = last.map_or(1, |ns| (AHEAD / ns.max(1)).clamp(1, MOST));
            own.0 = self.take(many.min(left));
        }
        own.0.next().map(|number| self.first + number)
    }

    fn take(&self, many: u64) -> Range<u64> {
        let from = self.passed.0.fetch_add(many, Ordering::Relaxed);
        let end = match self.length {
            Length::OfAllUsers(iterations) => iterations,
            Length::OfEachUser(_) | Length::Time(_) => u64::MAX,
        };
        from..from.saturating_add(many).min(end)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn numbers(gate: &Gate, after: Duration, asked: u64, last: Option<u64>) -> Vec<u64> {
        let now = Moment::of(gate.begun + after, gate.begun);
        let mut own = Numbers::default();
        (0..asked)
            .map_while(|done| gate.pass(now, done, &mut own, last))
            .collect()
    }

    fn gate(length: Length, first: u64) -> Gate {
        Gate::open(length, first, Instant::now())
    }

    #[test]
    fn each_length_ends() {
        for last in [None, Some(0), Some(10_000), Some(u64::MAX)] {
            let of_each = gate(Length::OfEachUser(2), 0);
            assert_eq!(numbers(&of_each, Duration::ZERO, 5, last), [0, 1]);
            assert_eq!(numbers(&of_each, Duration::ZERO, 5, last), [2, 3]);
            assert_eq!((of_each.next(), of_each.is_used_up()), (4, false));

            let of_all = gate(Length::OfAllUsers(3), 7);
            assert_eq!(numbers(&of_all, Duration::ZERO, 5, last), [7, 8, 9]);
            assert!(numbers(&of_all, Duration::ZERO, 5, last).is_empty());
            assert_eq!((of_all.next(), of_all.is_used_up()), (10, true));

            let second = Duration::from_secs(1);
            let of_time = gate(Length::Time(second), 0);
            let in_time = numbers(&of_time, Duration::from_millis(999), 3, last);
            assert_eq!(in_time, [0, 1, 2]);
            assert!(of_time.next() >= 3);
            assert!(numbers(&of_time, second, 1, last).is_empty());
        }
    }

    #[test]
    fn users_share_the_iterations() {
        for last in [None, Some(100_000), Some(1)] {
            let gate = gate(Length::OfAllUsers(10_000), 0);
            let mut all: Vec<u64> = std::thread::scope(|scope| {
                let users: Vec<_> = (0..8)
                    .map(|_| scope.spawn(|| numbers(&gate, Duration::ZERO, u64::MAX, last)))
                    .collect();
                users
                    .into_iter()
                    .flat_map(|user| user.join().expect("no user panics"))
                    .collect()
            });
            all.sort_unstable();
            assert!(all.into_iter().eq(0..10_000));
        }
    }
}
