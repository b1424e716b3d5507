//! Where what is over was allocated: the places of a pass in which call stacks were taken, as lines of the application.

use std::collections::HashMap;

use crate::probe::memory::{Amount, Origin, Place, Taken};
use crate::probe::site::Site;
use crate::report::format::plural;

/// Places that are told one by one.
const TOLD: usize = 3;

/// Call stacks that are looked up, those of the most: that takes longer than most cases.
const LOOKED_UP: usize = 256;

/// Lines by which two places differ.
pub(crate) const LINES: usize = 3;

/// What is said where the pass with call stacks was within the limit.
pub(crate) const NOT_AGAIN: &str = "\
where it was allocated is not known: the run in which call stacks were taken was within the limit";

/// The places that took most.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Places {
    /// What the amounts are: ` at the peak`, ` left by 8 runs`; nothing where they are all that was taken.
    pub(crate) of: String,
    /// The call stack of one in so many allocations was taken: the amounts are estimates, unless it is 1.
    pub(crate) one_in: u64,
    /// The largest first.
    pub(crate) told: Vec<Told>,
    /// How many others there are, and what they took.
    pub(crate) others: (u64, Amount),
}

/// One place, and what was taken there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) amount: Amount,
    /// Taken by a driver's thread, for a statement of these lines.
    pub(crate) by_driver: bool,
    /// Innermost first; none where no line of the application is in the call stack.
    pub(crate) sites: Vec<Site>,
}

/// What of the places a budget is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// How often memory was asked for.
    Calls,
    /// Bytes that were asked for.
    Bytes,
    /// Bytes that were held at the peak.
    Peak,
    /// Bytes that were held after so many runs.
    Left(u64),
}

impl Measure {
    /// That of a budget on memory; `runs` are those after which is looked what is left.
    pub(crate) fn of(budget: &str, runs: u64) -> Option<Self> {
        Some(match budget {
            "max_allocs" | "growth(allocs)" => Self::Calls,
            "max_alloc" => Self::Bytes,
            "max_peak" => Self::Peak,
            "max_leak" => Self::Left(runs),
            _ => return None,
        })
    }

    fn amount(self, place: &Place) -> Amount {
        match self {
            Self::Calls | Self::Bytes => place.taken,
            Self::Peak => place.at_peak,
            Self::Left(_) => place.held,
        }
    }

    fn weight(self, amount: Amount) -> u64 {
        match self {
            Self::Calls => amount.calls,
            Self::Bytes | Self::Peak | Self::Left(_) => amount.bytes,
        }
    }

    /// The figure that the limit is on.
    fn figure(self, taken: &Taken) -> u64 {
        match self {
            Self::Calls => taken.all.calls,
            Self::Bytes => taken.all.bytes,
            Self::Peak => taken.peak,
            Self::Left(runs) => {
                let held = taken.places.iter().map(|place| place.held.bytes);
                held.sum::<u64>() / runs.max(1)
            }
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Calls | Self::Bytes => String::new(),
            Self::Peak => " at the peak".to_owned(),
            Self::Left(runs) => format!(" left by {}", plural(runs, "run")),
        }
    }
}

/// The places of the worst of the runs, if that was over the limit. `look_up` tells the lines of the application, and whether a
/// driver's thread was at work.
pub(crate) fn places(
    measure: Measure,
    limit: u64,
    runs: &[Taken],
    look_up: impl Fn(&Origin) -> (bool, Vec<Site>),
) -> Option<Places> {
    let worst = runs.iter().rev().max_by_key(|run| measure.figure(run))?;
    if measure.figure(worst) <= limit {
        return None;
    }
    let mut all: Vec<_> = worst
        .places
        .iter()
        .map(|place| (&place.origin, measure.amount(place)))
        .filter(|(_, amount)| *amount != Amount::default())
        .collect();
    all.sort_by_key(|(_, amount)| std::cmp::Reverse(measure.weight(*amount)));
    let looked_up = all.len().min(LOOKED_UP);
    let mut told = merged(all.drain(..looked_up).map(|(origin, amount)| {
        let (by_driver, mut sites) = look_up(origin);
        sites.truncate(LINES);
        (by_driver, sites, amount)
    }));
    told.sort_by_key(|told| std::cmp::Reverse(measure.weight(told.amount)));
    let rest = told.split_off(told.len().min(TOLD));
    let rest = rest.iter().map(|told| told.amount);
    let others: Vec<_> = rest.chain(all.iter().map(|(_, amount)| *amount)).collect();
    let sum = others.iter().fold(Amount::default(), |mut sum, amount| {
        sum.add(*amount);
        sum
    });
    Some(Places {
        of: measure.in_words(),
        one_in: worst.every,
        told,
        others: (others.len() as u64, sum),
    })
}

/// Call stacks that differ only in what lies between the lines that are shown are one place.
fn merged(stacks: impl Iterator<Item = (bool, Vec<Site>, Amount)>) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut known = HashMap::new();
    for (by_driver, sites, amount) in stacks {
        let index = *known.entry((by_driver, sites)).or_insert_with_key(|key| {
            told.push(Told {
                amount: Amount::default(),
                by_driver: key.0,
                sites: key.1.clone(),
            });
            told.len() - 1
        });
        told[index].amount.add(amount);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::memory::Whose;

    fn amount(calls: u64, bytes: u64) -> Amount {
        Amount { calls, bytes }
    }

    /// What was taken at this address, was held there at the peak, and is held still.
    fn place(address: usize, taken: Amount, at_peak: Amount, held: Amount) -> Place {
        let origin = Origin {
            stack: [address].into(),
            whose: if address == 99 {
                Whose::AGuests(None)
            } else {
                Whose::TheCases
            },
        };
        let mut place = Place::new(origin);
        (place.taken, place.at_peak, place.held) = (taken, at_peak, held);
        place
    }

    fn taken(places: Vec<Place>) -> Taken {
        let sum = |amount: fn(&Place) -> Amount| {
            places.iter().fold(Amount::default(), |mut sum, place| {
                sum.add(amount(place));
                sum
            })
        };
        Taken {
            all: sum(|place| place.taken),
            peak: sum(|place| place.at_peak).bytes,
            every: 1,
            places,
        }
    }

    /// The line is the tens of the address; 0 is of no line.
    fn look_up(origin: &Origin) -> (bool, Vec<Site>) {
        let line = u32::try_from(origin.stack[0] / 10).expect("a small number");
        let site = Site {
            file: "src/shop.rs".to_owned(),
            line,
            function: "shop::list".to_owned(),
        };
        let sites = if line == 0 { vec![] } else { vec![site] };
        (origin.whose != Whose::TheCases, sites)
    }

    /// Line, whether it was the driver, calls, bytes.
    fn lines(places: &Places) -> Vec<(u32, bool, u64, u64)> {
        let line = |told: &Told| {
            let line = told.sites.first().map_or(0, |site| site.line);
            (line, told.by_driver, told.amount.calls, told.amount.bytes)
        };
        places.told.iter().map(line).collect()
    }

    const NONE: Amount = Amount { calls: 0, bytes: 0 };

    fn example() -> Vec<Taken> {
        let some = vec![
            place(11, amount(1, 900), amount(1, 900), NONE),
            place(21, amount(20, 200), amount(2, 20), amount(8, 80)),
            // Another way to the same line.
            place(22, amount(20, 200), NONE, amount(8, 80)),
            place(99, amount(9, 90), NONE, NONE),
            place(1, amount(3, 30), NONE, NONE),
            place(2, amount(3, 30), NONE, NONE),
            place(31, amount(2, 20), NONE, NONE),
        ];
        vec![taken(vec![]), taken(some)]
    }

    #[test]
    fn each_budget_has_an_order_of_its_own() {
        for (budget, expected, others) in [
            (
                "max_allocs",
                &[(2, false, 40, 400), (9, true, 9, 90), (0, false, 6, 60)][..],
                (2, amount(3, 920)),
            ),
            (
                "max_alloc",
                &[(1, false, 1, 900), (2, false, 40, 400), (9, true, 9, 90)],
                (2, amount(8, 80)),
            ),
            (
                "max_peak",
                &[(1, false, 1, 900), (2, false, 2, 20)],
                (0, NONE),
            ),
            ("max_leak", &[(2, false, 16, 160)], (0, NONE)),
        ] {
            let measure = Measure::of(budget, 8).expect("a budget on memory");
            let found = places(measure, 1, &example(), look_up).expect("it is over");
            assert_eq!((lines(&found).as_slice(), found.others), (expected, others));
        }
        assert_eq!(Measure::of("max_queries", 8), None);
    }

    #[test]
    fn what_is_within_the_limit_is_not_told() {
        for (budget, limit) in [("max_allocs", 58), ("max_peak", 920), ("max_leak", 20)] {
            let measure = Measure::of(budget, 8).expect("a budget on memory");
            assert_eq!(places(measure, limit, &example(), look_up), None);
            assert!(places(measure, limit - 1, &example(), look_up).is_some());
        }
    }

    #[test]
    fn no_more_are_looked_up_than_is_bearable() {
        let many = (0..1000).map(|at| place(at * 10, amount(1, 8), NONE, NONE));
        let looked_up = std::cell::Cell::new(0);
        let found = places(Measure::Bytes, 0, &[taken(many.collect())], |origin| {
            looked_up.set(looked_up.get() + 1);
            look_up(origin)
        });
        let found = found.expect("it is over");
        assert_eq!(looked_up.get(), LOOKED_UP);
        assert_eq!(
            (found.told.len(), found.others),
            (3, (997, amount(997, 7976)))
        );
    }
}
