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
        *self = Self { confirming: true, ..Self::default() };
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
    use std::collections::HashMap;

    /// The chance that a walk ends over, by following all of its paths at once.
    fn ends_over(p: f64) -> f64 {
        let mut places = HashMap::from([(0_i32, 1.0)]);
        let mut over = 0.0;
        for step in 1..=LONGEST {
            let mut next = HashMap::new();
            for (place, chance) in places {
                for (place, chance) in [(place + 1, chance * p), (place - 1, chance * (1.0 - p))] {
                    if place >= BARRIER || (step == LONGEST && place > 0) {
                        over += chance;
                    } else if place > -BARRIER {
                        *next.entry(place).or_insert(0.0) += chance;
                    }
                }
            }
            places = next;
        }
        over
    }

    fn probability_of_failure(p: f64) -> f64 {
        p * ends_over(p).powi(2)
    }

    #[test]
    fn the_published_table_is_right() {
        for (p, fails) in [(0.10, 2.2e-10), (0.25, 8.14e-5), (0.50, 0.125), (0.75, 0.723), (0.90, 0.900), (0.99, 0.990)] {
            let exact = probability_of_failure(p);
            assert!((exact - fails).abs() <= 0.005 * fails, "{p}: {exact}");
        }
    }

    /// A small generator with a fixed seed (xorshift, Marsaglia 2003).
    fn random(state: &mut u64) -> f64 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 11) as f64 / (1_u64 << 53) as f64
    }

    #[test]
    fn the_walk_does_what_the_table_says() {
        let mut state = 0x9e37_79b9_7f4a_7c15;
        for p in [0.25, 0.5, 0.75, 0.9] {
            let trials = 20_000;
            let mut failures = 0;
            for _ in 0..trials {
                if random(&mut state) >= p {
                    continue;
                }
                let mut walk = Walk::default();
                let decision = loop {
                    if let Some(decision) = walk.push(random(&mut state) < p) {
                        break decision;
                    }
                };
                failures += u32::from(decision == Decision::Over);
            }
            let (rate, exact) = (f64::from(failures) / f64::from(trials), probability_of_failure(p));
            let sigma = (exact * (1.0 - exact) / f64::from(trials)).sqrt();
            assert!((rate - exact).abs() <= 5.0 * sigma, "{p}: {rate} for {exact}");
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
