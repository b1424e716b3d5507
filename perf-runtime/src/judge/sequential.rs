//! Whether a run takes longer than a limit, as a sequential test.
//!
//! Noise only adds time, so a run within the limit has passed. One over it proves nothing yet: it is followed by a
//! random walk of further runs, +1 for over and -1 for within, that ends at +5 or -5, or after 15 runs on the side on which it
//! then is (15 is odd: never in the middle). A walk that ends over is followed by a pause and a second walk, and only
//! two walks that both end over are a failure. A truncated form of Wald's sequential probability ratio test (1945).
//!
//! If a share p of the runs is over the limit, the case fails with this probability, the first run included:
//!
//! | p | 0.10 | 0.25 | 0.50 | 0.75 | 0.90 | 0.99 |
//! |---|---|---|---|---|---|---|
//! | fails | 2e-10 | 8e-5 | 0.125 | 0.72 | 0.90 | 0.99 |

/// Where a walk ends.
const BARRIER: i32 = 5;

/// Runs after which a walk ends wherever it is; odd.
const LONGEST: u32 = 15;

/// What the test says in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Longer than the limit, by two walks.
    Over,
    /// Not shown to be longer.
    Within,
}

/// The walks after a first run that was over the limit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walk {
    position: i32,
    steps: u32,
    /// The first walk ended over; this is the second.
    confirming: bool,
}

impl Walk {
    /// Takes one more run into account.
    pub(crate) fn push(&mut self, over: bool) -> Option<Decision> {
        self.position += if over { 1 } else { -1 };
        self.steps += 1;
        if self.position.abs() < BARRIER && self.steps < LONGEST {
            return None;
        }
        if self.position < 0 {
            return Some(Decision::Within);
        }
        if self.confirming {
            return Some(Decision::Over);
        }
        *self = Self {
            confirming: true,
            ..Self::default()
        };
        None
    }

    /// The first walk has ended over, and the second not begun: wait, so that a disturbance may pass.
    pub(crate) fn wants_pause(&self) -> bool {
        self.confirming && self.steps == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;
    use std::collections::BTreeMap;

    /// The chance that both walks end over, by following all of their paths at once.
    fn ends_over(p: f64) -> f64 {
        let mut walks = BTreeMap::from([((0, 0, false), (Walk::default(), 1.0))]);
        let mut over = 0.0;
        while !walks.is_empty() {
            let mut next = BTreeMap::new();
            for (walk, chance) in walks.into_values() {
                for (is_over, chance) in [(true, chance * p), (false, chance * (1.0 - p))] {
                    let mut walk = walk.clone();
                    match walk.push(is_over) {
                        Some(Decision::Over) => over += chance,
                        Some(Decision::Within) => {}
                        None => {
                            let place = (walk.position, walk.steps, walk.confirming);
                            next.entry(place).or_insert((walk, 0.0)).1 += chance;
                        }
                    }
                }
            }
            walks = next;
        }
        over
    }

    /// The first run must be over, and then both walks.
    fn probability_of_failure(p: f64) -> f64 {
        p * ends_over(p)
    }

    /// As printed, and exactly.
    #[test]
    fn the_published_table_is_right() {
        for (p, printed, exact) in [
            (0.10, "2e-10", 2.202_672_978_965e-10),
            (0.25, "8e-5", 8.142_462_207_498e-5),
            (0.50, "0.125", 0.125),
            (0.75, "0.72", 0.723_173_596_027),
            (0.90, "0.90", 0.899_915_523_225),
            (0.99, "0.99", 0.989_999_999_791),
        ] {
            let computed = probability_of_failure(p);
            assert!((computed / exact - 1.0).abs() < 1e-9, "{p}: {computed:e}");
            let shown = match printed.split_once('.') {
                Some((_, digits)) => format!("{computed:.*}", digits.len()),
                None => format!("{computed:.0e}"),
            };
            assert_eq!(shown, printed, "{p}");
        }
    }

    #[test]
    fn what_is_up_and_down_is_decided_by_the_majority_of_fifteen() {
        let decide = |runs: &[bool]| {
            let mut walk = Walk::default();
            runs.iter()
                .enumerate()
                .find_map(|(run, over)| walk.push(*over).map(|decision| (decision, run + 1)))
        };
        let walk = |first: bool| (0..15).map(move |run| (run % 2 == 0) == first);
        let over_then = |second| walk(true).chain(walk(second)).collect::<Vec<_>>();
        assert_eq!(
            decide(&walk(false).collect::<Vec<_>>()),
            Some((Decision::Within, 15))
        );
        assert_eq!(decide(&over_then(false)), Some((Decision::Within, 30)));
        assert_eq!(decide(&over_then(true)), Some((Decision::Over, 30)));
    }

    proptest::proptest! {
        #[test]
        fn it_always_ends_and_fails_only_by_a_majority(runs in proptest::collection::vec(proptest::bool::ANY, 30)) {
            let mut walk = Walk::default();
            let end = runs.iter().enumerate().find_map(|(run, over)| Some((walk.push(*over)?, run + 1)));
            let (decision, taken) = end.expect("30 runs decide");
            let over = runs[..taken].iter().filter(|over| **over).count();
            proptest::prop_assert!(taken >= 5);
            proptest::prop_assert!(decision == Decision::Within || (taken >= 10 && 2 * over > taken));
        }

        #[test]
        fn more_runs_over_never_help(p in 0.0..1.0_f64, more in 0.0..1.0_f64) {
            proptest::prop_assert!(ends_over(p + (1.0 - p) * more) >= ends_over(p) - 1e-12);
        }
    }

    #[test]
    fn the_walk_does_what_the_table_says() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for p in [0.25, 0.5, 0.75, 0.9] {
            let trials = 20_000;
            let mut failures = 0;
            for _ in 0..trials {
                if random.uniform() >= p {
                    continue;
                }
                let mut walk = Walk::default();
                let decision = loop {
                    if let Some(decision) = walk.push(random.uniform() < p) {
                        break decision;
                    }
                };
                failures += u32::from(decision == Decision::Over);
            }
            let (rate, exact) = (
                f64::from(failures) / f64::from(trials),
                probability_of_failure(p),
            );
            let sigma = (exact * (1.0 - exact) / f64::from(trials)).sqrt();
            assert!(
                (rate - exact).abs() <= 5.0 * sigma,
                "{p}: {rate} for {exact}"
            );
        }
    }

    #[test]
    fn a_clear_excess_takes_ten_runs_and_a_pause() {
        let mut walk = Walk::default();
        for _ in 0..5 {
            assert_eq!(walk.push(true), None);
        }
        assert!(walk.wants_pause());
        for _ in 0..4 {
            assert_eq!(walk.push(true), None);
            assert!(!walk.wants_pause());
        }
        assert_eq!(walk.push(true), Some(Decision::Over));
    }

    #[test]
    fn runs_within_the_limit_clear_it() {
        let mut walk = Walk::default();
        let decisions: Vec<_> = (0..5).map(|_| walk.push(false)).collect();
        assert_eq!(decisions, [None, None, None, None, Some(Decision::Within)]);
    }
}
