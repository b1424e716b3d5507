//! What ended in each tenth of a second, until somebody collects it.

use std::time::Duration;

use super::buckets::Buckets;
use super::class::Class;
use super::moment::Moment;

/// Slots in a second: how finely a load is watched while it runs.
pub(super) const IN_A_SECOND: u64 = 10;

/// The length of a slot.
pub(super) const SLOT: Duration = Duration::from_millis(1000 / IN_A_SECOND);

/// Digits that count: a time is known to a hundredth of itself.
pub(super) const DIGITS: u8 = 2;

/// The iterations that ended within one slot.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// From 0, since the beginning of the part of the load.
    pub(super) number: u64,
    pub(super) failed: u64,
    /// The times of the successes, in nanoseconds.
    pub(super) times: Buckets,
    /// What they waited for connections of a pool, in nanoseconds; nothing where no wait was seen.
    pub(super) waited: Option<u64>,
}

impl Slot {
    pub(super) fn new(number: u64) -> Self {
        Self {
            number,
            failed: 0,
            times: Buckets::of_digits(DIGITS),
            waited: None,
        }
    }

    pub(super) fn wait(&mut self, ns: u64) {
        self.waited = Some(self.waited.unwrap_or_default() + ns);
    }

    /// Adds those that ended within another.
    pub(super) fn add(&mut self, other: &Self) {
        self.failed += other.failed;
        self.times.add(&other.times);
        if let Some(ns) = other.waited {
            self.wait(ns);
        }
    }

    /// An iteration ended in it, so and after this time.
    pub(super) fn record(&mut self, class: Class, ns: u64) {
        if class == Class::Ok {
            self.times.record(ns);
        } else {
            self.failed += 1;
        }
    }
}

/// The number of the slot in which this moment lies.
pub(super) fn number(at: Moment) -> u64 {
    at.0 / (1_000_000_000 / IN_A_SECOND)
}

/// The slots of one worker, the earliest first.
///
/// An iteration is put into the slot in which it ended, however late that is done: whoever collects
/// need not be on time.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Slot>);

impl Slots {
    /// The slot of this number.
    #[inline]
    pub(super) fn of(&mut self, number: u64) -> &mut Slot {
        // It is nearly always the last.
        let last = self.0.len().wrapping_sub(1);
        if self.0.get(last).is_some_and(|slot| slot.number == number) {
            return &mut self.0[last];
        }
        self.find(number)
    }

    #[cold]
    fn find(&mut self, number: u64) -> &mut Slot {
        let earlier = self.0.iter().rev().take_while(|slot| slot.number > number);
        let at = self.0.len() - earlier.count();
        if at == 0 || self.0[at - 1].number != number {
            self.0.insert(at, Slot::new(number));
            return &mut self.0[at];
        }
        &mut self.0[at - 1]
    }

    /// All that there are; the worker begins anew.
    pub(super) fn take(&mut self) -> Vec<Slot> {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iteration_belongs_to_the_slot_in_which_it_ended() {
        let at = [0, 99, 100, 1999].map(|ms| number(Moment(ms * 1_000_000)));
        assert_eq!(at, [0, 0, 1, 19]);
    }

    #[test]
    fn one_that_comes_late_is_put_where_it_belongs() {
        let mut slots = Slots::default();
        for (number, class) in [
            (3, Class::Ok),
            (5, Class::Error),
            (3, Class::Panic),
            (4, Class::Ok),
            (5, Class::Ok),
            (0, Class::Timeout),
        ] {
            slots.of(number).record(class, 1_000_000);
        }
        let taken: Vec<_> = slots
            .take()
            .iter()
            .map(|slot| (slot.number, slot.times.count(), slot.failed))
            .collect();
        assert_eq!(taken, [(0, 0, 1), (3, 1, 1), (4, 1, 0), (5, 1, 1)]);
        assert!(slots.take().is_empty());
    }
}
