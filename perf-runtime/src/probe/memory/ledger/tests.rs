use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const ALL: Pace = Pace { every: 1, large: 0 };

#[expect(clippy::unnecessary_wraps, reason = "what is passed over is at none")]
fn at(place: usize) -> Option<(Origin, u64)> {
    let origin = Origin {
        stack: [place].into(),
        whose: Whose::TheCases,
    };
    Some((origin, 1))
}

fn to(address: usize, old: usize, new: usize) -> Resized {
    Resized { address, old, new }
}

fn ledger(keeps: bool) -> Ledger {
    let mut ledger = Ledger::new(ALL, keeps);
    ledger.begin_run();
    ledger.begin_part();
    ledger
}

/// Of each place: bytes taken, held at the peak, held at the end.
fn bytes(ledger: &Ledger) -> Vec<(u64, u64, u64)> {
    let bytes = |place: Place| (place.taken.bytes, place.at_peak.bytes, place.held.bytes);
    ledger.taken().places.into_iter().map(bytes).collect()
}

#[test]
fn what_was_held_at_the_peak_is_told_by_place() {
    let mut ledger = ledger(false);
    ledger.allocated(1, 100, at(7));
    ledger.allocated(2, 50, at(8));
    ledger.freed(1, 100);
    ledger.allocated(3, 60, at(8));
    assert_eq!(bytes(&ledger), [(100, 100, 0), (110, 50, 110)]);
    // A higher peak takes the place of the one before.
    ledger.allocated(4, 41, at(7));
    assert_eq!(bytes(&ledger), [(141, 41, 41), (110, 110, 110)]);
    ledger.freed(3, 60);
    ledger.freed(4, 41);
    assert_eq!(bytes(&ledger), [(141, 41, 0), (110, 110, 50)]);
    let taken = ledger.taken();
    let all = Amount {
        calls: 4,
        bytes: 251,
    };
    assert_eq!((taken.all, taken.peak), (all, 151));
}

#[test]
fn what_grows_is_held_where_it_grew() {
    let mut ledger = ledger(false);
    ledger.allocated(1, 100, at(7));
    ledger.reallocated(1, to(2, 100, 300), at(8));
    assert_eq!(bytes(&ledger), [(100, 0, 0), (200, 300, 300)]);
    ledger.reallocated(2, to(2, 300, 10), at(8));
    assert_eq!(bytes(&ledger), [(100, 0, 0), (200, 300, 10)]);
    assert_eq!(ledger.taken().peak, 300);
    // It was there before: only what it grew by is new.
    ledger.reallocated(9, to(9, 1000, 1001), at(9));
    assert_eq!(bytes(&ledger)[2], (1, 0, 1));
}

#[test]
fn what_others_free_is_not_held() {
    let mut ledger = ledger(true);
    ledger.allocated(1, 100, at(7));
    ledger.allocated(2, 100, at(7));
    ledger.forget(1);
    // Nobody said that it was given back, and there is something else now.
    ledger.allocated(2, 10, at(8));
    assert_eq!(bytes(&ledger), [(200, 0, 0), (10, 10, 10)]);
}

#[test]
fn only_what_is_measured_is_seen() {
    let mut ledger = ledger(false);
    ledger.allocated(1, 1, at(7));
    // `perf.measure(..)` within the body.
    ledger.begin_part();
    ledger.allocated(2, 10, at(8));
    ledger.end_part();
    assert_eq!(ledger.looks_at(100), None);
    ledger.allocated(3, 100, None);
    ledger.begin_part();
    ledger.allocated(4, 5, at(9));
    ledger.end_part();
    // What the first part left does not lie under the peak of the second.
    assert_eq!(bytes(&ledger), [(10, 10, 0), (5, 0, 5)]);
    assert_eq!((ledger.taken().all.bytes, ledger.taken().peak), (15, 10));
    ledger.begin_run();
    assert_eq!(bytes(&ledger), []);
}

#[test]
fn runs_add_up_where_what_they_leave_is_looked_for() {
    let mut ledger = ledger(true);
    for run in 0..8 {
        ledger.begin_run();
        ledger.begin_part();
        ledger.allocated(run, 64, at(7));
        ledger.end_part();
        ledger.end_run();
    }
    assert_eq!(ledger.taken().places[0].held.calls, 8);
    assert_eq!(ledger.looks_at(1), None);
}

#[test]
fn few_are_all_looked_at_and_of_many_some() {
    let heap = |allocations, bytes| Heap {
        allocations,
        bytes,
        ..Heap::default()
    };
    assert_eq!(Pace::of(heap(0, 0), 1).every, 1);
    assert_eq!(Pace::of(heap(1000, 64_000), 10).every, 1);
    let pace = Pace::of(heap(1_000_000, 100_000_000), 1);
    assert_eq!(pace.every, 100);
    let mut ledger = Ledger::new(pace, false);
    ledger.begin_run();
    ledger.begin_part();
    // Nothing that matters is passed over, and two places in turn both have their share.
    assert_eq!(ledger.looks_at(10_000), Some(1));
    let mut seen = [0, 0];
    for call in 0..1_000_000 {
        seen[call % 2] += ledger.looks_at(64).unwrap_or(0);
    }
    for seen in seen {
        assert!((450_000..550_000).contains(&seen), "{seen}");
    }
}

/// The same by keeping everything, and a copy of what is held at each peak.
#[derive(Default)]
struct Plain {
    held: BTreeMap<usize, (usize, usize)>,
    most: usize,
    at_peak: BTreeMap<usize, u64>,
}

impl Plain {
    fn look(&mut self) {
        let live: usize = self.held.values().map(|(_, size)| size).sum();
        if live > self.most {
            self.most = live;
            self.at_peak.clear();
            for (place, size) in self.held.values() {
                *self.at_peak.entry(*place).or_default() += *size as u64;
            }
        }
    }
}

proptest! {
    #[test]
    fn what_was_held_at_the_peak_is_as_in_a_copy(
        steps in vec((0..12_usize, 0..4_usize, 1..100_usize), 0..200),
    ) {
        let (mut ledger, mut plain) = (ledger(false), Plain::default());
        for (address, place, size) in steps {
            // A block that is there is freed, or becomes larger or smaller at the place 3.
            match plain.held.remove(&address) {
                None => {
                    ledger.allocated(address, size, at(place));
                    plain.held.insert(address, (place, size));
                }
                Some((_, old)) if place == 3 => {
                    ledger.reallocated(address, to(address, old, size), at(place));
                    plain.held.insert(address, (place, size));
                }
                Some((_, old)) => ledger.freed(address, old),
            }
            plain.look();
        }
        let taken = ledger.taken();
        prop_assert_eq!(taken.peak, plain.most as u64);
        for place in taken.places {
            let expected = plain.at_peak.get(&place.origin.stack[0]);
            prop_assert_eq!(place.at_peak.bytes, expected.copied().unwrap_or(0));
        }
    }
}
