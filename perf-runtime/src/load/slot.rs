//! What ended in each tenth of a second, until somebody collects it.

use std::time::Duration;

use hdrhistogram::Histogram;

use super::class::Class;

/// Slots in a second: how finely a load is watched while it runs.
pub(super) const IN_A_SECOND: u64 = 10;

/// The length of a slot.
pub(super) const SLOT: Duration = Duration::from_millis(1000 / IN_A_SECOND);

/// Digits that count: a time is known to a hundredth of itself.
const DIGITS: u8 = 2;

/// The iterations that ended within one slot.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// From 0, since the beginning of the part of the load.
    pub(super) number: u64,
    pub(super) failed: u64,
    /// The times of the successes, in nanoseconds.
    pub(super) times: Histogram<u64>,
    /// What they waited for connections of a pool, in nanoseconds; nothing where no wait was seen.
    pub(super) waited: Option<u64>,
}

impl Slot {
    pub(super) fn new(number: u64) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "an error only for more than five digits"
        )]
        let times = Histogram::new(DIGITS).expect("two digits are possible");
        Self {
            number,
            failed: 0,
            times,
            waited: None,
        }
    }

    pub(super) fn wait(&mut self, ns: u64) {
        self.waited = Some(self.waited.unwrap_or_default() + ns);
    }

    pub(super) fn record(&mut self, class: Class, ns: u64) {
        if class == Class::Ok {
            // An error only where the value does not fit, and it grows.
            let recorded = self.times.record(ns);
            debug_assert!(recorded.is_ok(), "{recorded:?}");
        } else {
            self.failed += 1;
        }
    }
}

/// The number of the slot in which this time lies, since the beginning.
pub(super) fn number(since_begin: Duration) -> u64 {
    // 64 bits of nanoseconds are 584 years, and cheaper to divide than 128.
    super::worst::nanos(since_begin) / super::worst::nanos(SLOT)
}

/// The slots of one worker, the earliest first.
///
/// An iteration is put into the slot in which it ended, however late that is done: whoever collects
/// need not be on time.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Slot>);

impl Slots {
    pub(super) fn record(&mut self, number: u64, class: Class, ns: u64) {
        self.of(number).record(class, ns);
    }

    /// An iteration that ended in this slot waited for connections.
    pub(super) fn wait(&mut self, number: u64, ns: u64) {
        self.of(number).wait(ns);
    }

    /// All that there are; the worker begins anew.
    pub(super) fn take(&mut self) -> Vec<Slot> {
        std::mem::take(&mut self.0)
    }

    fn of(&mut self, number: u64) -> &mut Slot {
        // It is nearly always the last.
        let earlier = self.0.iter().rev().take_while(|slot| slot.number > number);
        let at = self.0.len() - earlier.count();
        if at == 0 || self.0[at - 1].number != number {
            self.0.insert(at, Slot::new(number));
            return &mut self.0[at];
        }
        &mut self.0[at - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iteration_belongs_to_the_slot_in_which_it_ended() {
        let ms = Duration::from_millis;
        assert_eq!([0, 99, 100, 1999].map(|at| number(ms(at))), [0, 0, 1, 19]);
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
            slots.record(number, class, 1_000_000);
        }
        let taken: Vec<_> = slots
            .take()
            .iter()
            .map(|slot| (slot.number, slot.times.len(), slot.failed))
            .collect();
        assert_eq!(taken, [(0, 0, 1), (3, 1, 1), (4, 1, 0), (5, 1, 1)]);
        assert!(slots.take().is_empty());
    }
}
