//! What becomes of known growths in noise, with fixed seeds.

use super::*;
use crate::judge::growth::{FIRST_RUNS, LATER_RUNS, Sample};
use crate::testing::Random;

impl Random {
    /// A run: log-normal noise, and a spike now and then.
    fn run(&mut self, time: f64, sigma: f64) -> Sample {
        let spike = if self.uniform() < 0.05 { 10.0 } else { 1.0 };
        Sample {
            elapsed: time * (sigma * self.normal()).exp() * spike,
            waited: 0.0,
        }
    }

    fn verdict(&mut self, claim: Complexity, time: fn(f64) -> f64, sigma: f64) -> Outcome {
        let mut looks = Looks::new(claim);
        let mut runs = FIRST_RUNS;
        loop {
            let samples: Vec<_> = SIZES
                .iter()
                .map(|size| {
                    let time = time(*size as f64);
                    (*size, (0..runs).map(|_| self.run(time, sigma)).collect())
                })
                .collect();
            if let Some(outcome) = looks.push(&samples) {
                return outcome;
            }
            runs = LATER_RUNS;
        }
    }

    /// The shares of trials that end in a failure and in a pass.
    fn shares(&mut self, claim: Complexity, time: fn(f64) -> f64, sigma: f64) -> (f64, f64) {
        const TRIALS: u32 = 20_000;
        let (mut failed, mut passed) = (0, 0);
        for _ in 0..TRIALS {
            match self.verdict(claim, time, sigma) {
                Outcome::Refuted => failed += 1,
                Outcome::Holds => passed += 1,
                _ => {}
            }
        }
        let share = |count| f64::from(count) / f64::from(TRIALS);
        (share(failed), share(passed))
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Times in seconds, with a constant part as every body has one.
const CONSTANT: fn(f64) -> f64 = |_| 1e-3;
const LINEAR: fn(f64) -> f64 = |n| 1e-4 + 1e-5 * n;
const LINEARITHMIC: fn(f64) -> f64 = |n| 1e-4 + 1e-6 * n * n.log2();
const QUADRATIC: fn(f64) -> f64 = |n| 1e-4 + 1e-7 * n * n;

#[test]
fn a_true_claim_passes() {
    let mut random = Random(SEED);
    for (claim, time) in [
        (Constant, CONSTANT),
        (Linear, LINEAR),
        (Linearithmic, LINEARITHMIC),
        (Quadratic, QUADRATIC),
    ] {
        for sigma in [0.05, 0.2, 0.5] {
            let shares = random.shares(claim, time, sigma);
            assert_eq!(shares, (0.0, 1.0), "{claim:?} {sigma}");
        }
    }
}

/// The table of the documentation.
#[test]
fn a_false_claim_fails_as_often_as_is_said() {
    let mut random = Random(SEED);
    for (claim, time, failed) in [
        (Constant, LINEAR, [1.0, 1.0, 1.0]),
        (Logarithmic, LINEAR, [1.0, 1.0, 0.97]),
        (Linear, QUADRATIC, [1.0, 1.0, 0.41]),
        (Linearithmic, QUADRATIC, [0.99, 0.84, 0.0]),
    ] {
        for (sigma, at_least) in [0.05, 0.2, 0.5].into_iter().zip(failed) {
            let (failed, passed) = random.shares(claim, time, sigma);
            let said = at_least <= failed && failed < at_least + 0.0101;
            assert!(said, "{claim:?} {sigma}: {failed}");
            let most = if claim == Linearithmic { 0.13 } else { 0.001 };
            assert!(passed <= most, "{claim:?} {sigma}: {passed}");
        }
    }
}
