//! What a part of a case took from the heap, as figures.

use serde::{Deserialize, Serialize};

use super::block::Counts;

/// What was taken and given back between two moments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Heap {
    pub(crate) allocations: u64,
    pub(crate) reallocations: u64,
    /// Bytes in all; of a reallocation, those that it grew by.
    pub(crate) bytes: u64,
    pub(crate) peak: Bounds,
    /// Bytes that were taken and not given back; negative where memory from before was freed.
    pub(crate) left: i64,
    /// A driver's thread took part: how often memory is asked for depends on how the two meet, and what it asks C code for is not counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) has_guests: bool,
}

/// The most bytes that were held at once, over those at the beginning. Each thread knows its own most, but
/// nobody knows what the others held at that moment: of several threads it lies in between.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Bounds {
    pub(crate) at_least: u64,
    pub(crate) at_most: u64,
}

impl Bounds {
    /// The figure itself, where it is known.
    pub(crate) fn exact(self) -> Option<u64> {
        (self.at_least == self.at_most).then_some(self.at_most)
    }

    /// So much was surely held at once.
    pub(super) fn rises_to(&mut self, bytes: i64) {
        let bytes = u64::try_from(bytes).unwrap_or(0).min(self.at_most);
        self.at_least = self.at_least.max(bytes);
    }
}

impl Heap {
    /// All calls by which memory is got.
    pub(crate) fn calls(&self) -> u64 {
        self.allocations + self.reallocations
    }

    /// Of parts one after the other.
    pub(crate) fn and(self, next: Self) -> Self {
        Self {
            allocations: self.allocations + next.allocations,
            reallocations: self.reallocations + next.reallocations,
            bytes: self.bytes + next.bytes,
            peak: Bounds {
                at_least: self.peak.at_least.max(next.peak.at_least),
                at_most: self.peak.at_most.max(next.peak.at_most),
            },
            left: self.left + next.left,
            has_guests: self.has_guests || next.has_guests,
        }
    }
}

/// One thread: its counters before and after, and whether its extremes were set back before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thread {
    pub(super) before: Counts,
    pub(super) after: Counts,
    pub(super) is_fresh: bool,
}

/// The extremes of one thread, over what it held at the beginning. An extreme that has not moved may be one of before.
struct Extremes {
    peak_at_least: i64,
    peak_at_most: i64,
    low: i64,
}

impl Thread {
    /// Whether it took nothing and gave nothing back, as the threads of a pass that is over.
    fn is_idle(&self) -> bool {
        self.before.moves() == self.after.moves()
    }

    fn extremes(&self) -> Extremes {
        let Self {
            before,
            after,
            is_fresh,
        } = *self;
        if self.is_idle() {
            // Its extremes are of before, whatever they are.
            return Extremes {
                peak_at_least: 0,
                peak_at_most: 0,
                low: 0,
            };
        }
        let peak_is_known = is_fresh || after.peak > before.peak;
        let peak_at_most = after.peak - before.live;
        Extremes {
            peak_at_least: if peak_is_known {
                peak_at_most
            } else {
                (after.live - before.live).max(0)
            },
            peak_at_most,
            low: after.low - before.live,
        }
    }
}

/// What several threads took together.
pub(super) fn of(threads: &[Thread]) -> Heap {
    let sum = |figure: fn(&Counts) -> u64| -> u64 {
        threads
            .iter()
            .map(|thread| figure(&thread.after) - figure(&thread.before))
            .sum()
    };
    Heap {
        allocations: sum(|counts| counts.allocations),
        reallocations: sum(|counts| counts.reallocations),
        bytes: sum(|counts| counts.bytes),
        peak: peak(threads),
        left: threads
            .iter()
            .map(|thread| thread.after.live - thread.before.live)
            .sum(),
        has_guests: false,
    }
}

/// While one thread was at its peak, each of the others held at least its least and at most its most.
fn peak(threads: &[Thread]) -> Bounds {
    let extremes: Vec<_> = threads.iter().map(Thread::extremes).collect();
    let lows: i64 = extremes.iter().map(|thread| thread.low).sum();
    let at_least = extremes
        .iter()
        .map(|thread| thread.peak_at_least + lows - thread.low)
        .max();
    let at_most: i64 = extremes.iter().map(|thread| thread.peak_at_most).sum();
    let bytes = |figure: i64| u64::try_from(figure).unwrap_or(0);
    Bounds {
        at_least: bytes(at_least.unwrap_or(0)),
        at_most: bytes(at_most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread(live: [i64; 2], peak: [i64; 2], low: [i64; 2], is_fresh: bool) -> Thread {
        let counts = |at: usize| Counts {
            live: live[at],
            peak: peak[at],
            low: low[at],
            allocations: at as u64,
            ..Counts::default()
        };
        Thread {
            before: counts(0),
            after: counts(1),
            is_fresh,
        }
    }

    #[test]
    fn the_peak_of_one_thread_is_exact() {
        let one = thread([100, 150], [100, 900], [100, 90], true);
        assert_eq!(peak(&[one]).exact(), Some(800));
    }

    #[test]
    fn the_peak_of_several_lies_between() {
        let one = thread([0, 0], [0, 500], [0, 0], true);
        let other = thread([50, 50], [50, 350], [0, -10], false);
        assert_eq!(
            peak(&[one, other]),
            Bounds {
                at_least: 440,
                at_most: 800
            }
        );
    }

    #[test]
    fn a_thread_that_did_nothing_has_no_part_in_it() {
        let mut idle = thread([20, 20], [90, 90], [-5, -5], false);
        idle.after = idle.before;
        let busy = thread([0, 0], [0, 500], [0, 0], true);
        assert_eq!(peak(&[idle, busy]).exact(), Some(500));
    }

    #[test]
    fn an_old_peak_is_only_an_upper_bound() {
        let busy = thread([20, 20], [90, 90], [0, 0], false);
        assert_eq!(
            peak(&[busy]),
            Bounds {
                at_least: 0,
                at_most: 70
            }
        );
    }

    #[test]
    fn parts_add_up() {
        let part = |bytes, peak| Heap {
            allocations: 1,
            bytes,
            peak: Bounds {
                at_least: peak,
                at_most: peak,
            },
            ..Heap::default()
        };
        let both = part(90, 90).and(part(10, 10));
        assert_eq!(
            (both.calls(), both.bytes, both.peak.exact()),
            (2, 100, Some(90))
        );
    }
}
