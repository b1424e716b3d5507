//! Whether a load is to be ended early: `abort_on(..)`, judged over the last seconds.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::slot::{SLOT, Slot};
use crate::options::AbortOn;

/// The least number of iterations in a window: of fewer, one error more or less decides.
const LEAST: u64 = 20;

/// The least number of successes of which there is a 99th percentile.
const LEAST_OF_P99: u64 = 100;

/// What ended in a slot, as far as a rule asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    ok: u64,
    failed: u64,
    /// Successes over `p99_ms`, to a hundredth of it.
    over: u64,
}

/// A window that went over a rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Breach {
    pub(crate) measure: Measure,
    /// From 0 to 1: of the iterations in the window, those that failed, or of the successes, those over `p99_ms`.
    pub(crate) share: f64,
    /// How many those were, and of how many.
    pub(crate) count: u64,
    pub(crate) of: u64,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    ErrorRate,
    P99,
}

/// The last slots of a load.
#[derive(Debug)]
pub(super) struct Window {
    rule: AbortOn,
    /// Slots in the window.
    length: u64,
    /// The first slot at whose end there is something to judge.
    from: u64,
    /// Those in the window, the earliest first; the last one is `next - 1`.
    slots: VecDeque<Counts>,
    /// The slot that is judged next.
    next: u64,
    /// What came early: of slots that are not over yet.
    ahead: VecDeque<Counts>,
}

impl Window {
    pub(super) fn new(rule: AbortOn) -> Self {
        let slots = |time: Duration| {
            super::slot::number(Moment(super::worst::nanos(time).saturating_sub(1)))
        };
        Self {
            rule,
            length: slots(rule.window.unwrap_or(SLOT)) + 1,
            from: rule.after.map_or(0, slots),
            slots: VecDeque::new(),
            next: 0,
            ahead: VecDeque::new(),
        }
    }

    /// Takes a slot in. What ended in one that was judged before counts with the latest that was.
    pub(super) fn add(&mut self, slot: &Slot) {
        let limit = self.rule.p99_ms.map_or(u64::MAX, |ms| {
            super::worst::nanos(Duration::from_secs_f64(ms / 1e3))
        });
        let ok = slot.times.count();
        let counts = Counts {
            ok,
            failed: slot.failed,
            over: ok - slot.times.count_to(limit),
        };
        let place = match slot.number.checked_sub(self.next) {
            Some(ahead) => at(&mut self.ahead, ahead),
            None => match self.slots.back_mut() {
                Some(last) => last,
                None => at(&mut self.ahead, 0),
            },
        };
        *place = place.plus(counts);
    }

    /// Judges each slot that is over now, when `slot` is under way.
    pub(super) fn judge(&mut self, slot: u64) -> Option<Breach> {
        while self.next < slot {
            self.slots
                .push_back(self.ahead.pop_front().unwrap_or_default());
            if self.slots.len() as u64 > self.length {
                self.slots.pop_front();
            }
            self.next += 1;
            if self.next > self.from
                && let Some(breach) = self.breach()
            {
                return Some(breach);
            }
        }
        None
    }

    fn breach(&self) -> Option<Breach> {
        let sum = self
            .slots
            .iter()
            .fold(Counts::default(), |sum, counts| sum.plus(*counts));
        let errors = breach(
            Measure::ErrorRate,
            (sum.failed, sum.ok + sum.failed),
            self.rule.error_rate,
            LEAST,
        );
        // More than a hundredth over the limit is a 99th percentile over it.
        let p99 = self.rule.p99_ms.map(|_| 0.01);
        errors.or_else(|| breach(Measure::P99, (sum.over, sum.ok), p99, LEAST_OF_P99))
    }
}

/// At its limit is within it, as everywhere.
fn breach(
    measure: Measure,
    (count, of): (u64, u64),
    limit: Option<f64>,
    least: u64,
) -> Option<Breach> {
    let share = count as f64 / of.max(1) as f64;
    (of >= least && share > limit?).then_some(Breach {
        measure,
        share,
        count,
        of,
    })
}

fn at(slots: &mut VecDeque<Counts>, index: u64) -> &mut Counts {
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    if index >= slots.len() {
        slots.resize(index + 1, Counts::default());
    }
    &mut slots[index]
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            ok: self.ok + other.ok,
            failed: self.failed + other.failed,
            over: self.over + other.over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::class::Class;

    const RULE: AbortOn = AbortOn {
        error_rate: Some(0.5),
        window: Some(Duration::from_millis(500)),
        after: Some(Duration::from_millis(200)),
        ..AbortOn::NONE
    };

    /// Slots, each with its successes (of so many ms) and failures.
    fn slots(counts: &[(u64, u64)], ms: u64) -> Vec<Slot> {
        let mut slots = Vec::new();
        for ((ok, failed), number) in counts.iter().zip(0..) {
            let mut slot = Slot::new(number);
            for _ in 0..*ok {
                slot.record(Class::Ok, ms * 1_000_000);
            }
            slot.failed = *failed;
            slots.push(slot);
        }
        slots
    }

    /// The slot at whose end the load was ended, and what was over.
    fn aborts(rule: AbortOn, counts: &[(u64, u64)]) -> Option<(u64, u64, u64)> {
        let mut window = Window::new(rule);
        for slot in slots(counts, 1) {
            window.add(&slot);
            if let Some(breach) = window.judge(slot.number + 1) {
                return Some((slot.number, breach.count, breach.of));
            }
        }
        None
    }

    #[test]
    fn a_window_that_is_over_ends_the_load() {
        for (counts, expected) in [
            // Within, at the limit, and nothing at all.
            (&[(10, 0); 20][..], None),
            (&[(10, 10); 20], None),
            (&[(0, 0); 20], None),
            // All fail: at the end of the second slot, since `after` is 200 ms.
            (&[(0, 20); 3], Some((1, 40, 40))),
            // One early error is no reason, however large its share.
            (&[(0, 1), (0, 0), (0, 0), (10, 0), (10, 0)], None),
            // 19 are too few, 20 are enough.
            (&[(0, 10), (0, 9), (0, 0), (0, 1)], Some((3, 20, 20))),
            // What was in the beginning has left the window when the errors begin.
            (
                &[
                    (90, 0),
                    (90, 0),
                    (90, 0),
                    (10, 0),
                    (10, 0),
                    (0, 10),
                    (0, 10),
                    (0, 10),
                    (0, 10),
                ],
                Some((7, 30, 50)),
            ),
            // A short burst between successes.
            (&[(50, 0), (50, 0), (0, 99), (50, 0), (50, 0)], None),
        ] {
            assert_eq!(aborts(RULE, counts), expected, "{counts:?}");
        }
        let at_once = AbortOn {
            after: None,
            error_rate: Some(0.0),
            ..RULE
        };
        assert_eq!(aborts(at_once, &[(30, 1)]), Some((0, 1, 31)));
    }

    #[test]
    fn a_slow_window_ends_the_load() {
        let rule = AbortOn {
            error_rate: None,
            p99_ms: Some(50.0),
            ..RULE
        };
        let judged = |slots: &[Slot]| {
            let mut window = Window::new(rule);
            for slot in slots {
                window.add(slot);
            }
            window.judge(slots.len() as u64)
        };
        assert_eq!(judged(&slots(&[(60, 9), (60, 9)], 49)), None);
        assert_eq!(judged(&slots(&[(40, 90), (59, 0)], 90)), None, "too few");
        let mut one_of_many = slots(&[(60, 0), (138, 0)], 1);
        for over in 1..=3 {
            one_of_many[1].record(Class::Ok, 80_000_000);
            let breach = judged(&one_of_many).map(|breach| (breach.measure, breach.count));
            // 2 of 200 are at the 99th percentile, 3 of 201 over it.
            assert_eq!(breach, (over == 3).then_some((Measure::P99, 3)));
        }
    }

    #[test]
    fn what_comes_late_or_early_is_not_lost() {
        let mut window = Window::new(RULE);
        let all = slots(&[(0, 10), (0, 10), (0, 10)], 1);
        window.add(&all[2]);
        assert_eq!(window.judge(2), None, "the third slot is not over");
        window.add(&all[0]);
        window.add(&all[1]);
        assert_eq!(window.judge(3).map(|breach| breach.count), Some(30));
        // Nobody looked for a while: the slots in between are judged all the same.
        let mut window = Window::new(RULE);
        for slot in slots(&[(0, 30), (0, 30), (99, 0), (99, 0), (99, 0), (99, 0)], 1) {
            window.add(&slot);
        }
        assert_eq!(window.judge(6).map(|breach| breach.of), Some(60));
    }
}
