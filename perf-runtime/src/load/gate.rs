//! Who may begin an iteration.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::plan::Length;

/// Lets iterations begin until the part of the load is over, and numbers them.
#[derive(Debug)]
pub(super) struct Gate {
    length: Length,
    begun: Instant,
    /// The number of the first iteration that passes.
    first: u64,
    passed: AtomicU64,
}

impl Gate {
    pub(super) fn open(length: Length, first: u64, begun: Instant) -> Self {
        Self {
            length,
            begun,
            first,
            passed: AtomicU64::new(0),
        }
    }

    /// When no more iterations begin, where that is known.
    pub(super) fn end(&self) -> Option<Instant> {
        self.length.end(self.begun)
    }

    /// Whether all iterations have begun.
    pub(super) fn is_used_up(&self) -> bool {
        let passed = self.passed.load(Ordering::Relaxed);
        matches!(self.length, Length::OfAllUsers(iterations) if passed >= iterations)
    }

    /// The number of the iteration that a user may begin now, after `done` of its own in this part.
    ///
    /// No number is given twice, and none is left out.
    pub(super) fn pass(&self, now: Instant, done: u64) -> Option<u64> {
        let may_pass = match self.length {
            Length::OfEachUser(iterations) => done < iterations,
            Length::Time(time) => now.saturating_duration_since(self.begun) < time,
            Length::OfAllUsers(_) => true,
        };
        if !may_pass {
            return None;
        }
        let number = self.passed.fetch_add(1, Ordering::Relaxed);
        match self.length {
            Length::OfAllUsers(iterations) if number >= iterations => None,
            _ => Some(self.first + number),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn numbers(gate: &Gate, now: Instant, asked: u64) -> Vec<u64> {
        (0..asked).map_while(|done| gate.pass(now, done)).collect()
    }

    #[test]
    fn each_length_ends() {
        let begun = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(
            numbers(&Gate::open(Length::OfEachUser(2), 0, begun), begun, 5),
            [0, 1]
        );
        assert_eq!(
            numbers(&Gate::open(Length::OfAllUsers(3), 7, begun), begun, 5),
            [7, 8, 9]
        );
        let gate = Gate::open(Length::Time(second), 0, begun);
        assert_eq!(
            numbers(&gate, begun + Duration::from_millis(999), 3),
            [0, 1, 2]
        );
        assert_eq!(gate.pass(begun + second, 3), None);
    }

    #[test]
    fn users_share_the_iterations() {
        let begun = Instant::now();
        let gate = Gate::open(Length::OfAllUsers(10_000), 0, begun);
        let mut all: Vec<u64> = std::thread::scope(|scope| {
            let users: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| numbers(&gate, begun, u64::MAX)))
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
