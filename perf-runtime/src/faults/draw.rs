//! Which statements are hit: a function of the seed and of the statement's number.
//!
//! The numbers are those of `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014), of which any element can be had without those before it: statements
//! that run side by side need no common generator, and the same number has the same fate.

use super::plan::FaultPlan;

/// The fate of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    /// It reaches the database.
    Nothing,
    /// It fails, and the connection stays.
    Error,
    /// Its connection breaks.
    Cut,
}

/// The fate of the statement with this number, counted from 0.
pub(super) fn draw(plan: &FaultPlan, number: u64) -> Hit {
    let share = share(plan.seed, number);
    if share < plan.disconnect_rate {
        Hit::Cut
    } else if share < plan.hit_rate() {
        Hit::Error
    } else {
        Hit::Nothing
    }
}

/// Evenly distributed from 0 up to but not including 1.
fn share(seed: u64, number: u64) -> f64 {
    const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
    let state = seed.wrapping_add(GAMMA.wrapping_mul(number.wrapping_add(1)));
    // The upper 53 bits fill a mantissa.
    (mix(state) >> 11) as f64 / (1_u64 << 53) as f64
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs for the seed 1234567, as published with the reference implementation.
        let outputs: Vec<_> = (1..=3_u64)
            .map(|n| mix(1_234_567_u64.wrapping_add(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(n))))
            .collect();
        assert_eq!(
            outputs,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn rates_are_met_and_seeds_differ() {
        const ALL: u64 = 100_000;
        let fates = |seed| -> Vec<Hit> {
            let plan = FaultPlan {
                error_rate: 0.3,
                disconnect_rate: 0.01,
                seed,
                ..FaultPlan::NONE
            };
            (0..ALL).map(|number| draw(&plan, number)).collect()
        };
        let one = fates(7);
        assert_eq!(one, fates(7));
        assert_ne!(one, fates(8));
        // Five standard deviations of a binomial distribution.
        for (hit, rate) in [(Hit::Error, 0.3_f64), (Hit::Cut, 0.01)] {
            let count = one.iter().filter(|fate| **fate == hit).count() as f64;
            let all = ALL as f64;
            let far = 5.0 * (all * rate * (1.0 - rate)).sqrt();
            assert!((count - all * rate).abs() < far, "{hit:?}: {count}");
        }
    }

    #[test]
    fn none_and_all_are_exact() {
        let plan = |error_rate, disconnect_rate| FaultPlan {
            error_rate,
            disconnect_rate,
            ..FaultPlan::NONE
        };
        for number in 0..10_000 {
            assert_eq!(draw(&plan(0.0, 0.0), number), Hit::Nothing);
            assert_eq!(draw(&plan(1.0, 0.0), number), Hit::Error);
            assert_eq!(draw(&plan(0.0, 1.0), number), Hit::Cut);
        }
    }
}
