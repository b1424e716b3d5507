//! When the iterations of an open model arrive.

use std::time::Duration;

use super::Profile;
use crate::options::Arrival;

/// The moments of arrival, from the beginning of the load, earliest first.
///
/// Uniform: the n-th arrives when the rate has brought n. A load that begins at some rate has its first arrival at
/// once, one that begins at 0 when the first is whole, as k6's executors have it. Poisson: arrivals that know nothing of
/// each other, with exponential gaps in what the rate has brought; so the rate may change over time (the
/// time-rescaling theorem: Brown et al., Neural Computation 14, 2002).
#[derive(Debug, Clone)]
pub(crate) struct Arrivals {
    profile: Profile,
    gaps: Gaps,
    /// What the rate has brought when the next one comes.
    next: f64,
    /// Whether an arrival at the very end is one.
    is_closed: bool,
    /// None comes later.
    end: Duration,
}

#[derive(Debug, Clone)]
enum Gaps {
    Even,
    Exponential(fastrand::Rng),
}

impl Gaps {
    fn next(&mut self) -> f64 {
        match self {
            Self::Even => 1.0,
            // From 0 (within) to 1 (without), so that the logarithm is finite.
            Self::Exponential(random) => -(1.0 - random.f64()).ln(),
        }
    }
}

impl Arrivals {
    /// Those before `end`. The same `seed` gives the same ones.
    pub(crate) fn new(profile: Profile, arrival: Arrival, seed: u64, end: Duration) -> Self {
        let begins_at_once = profile.first() > 0.0;
        let (gaps, next) = match arrival {
            Arrival::Uniform => (Gaps::Even, if begins_at_once { 0.0 } else { 1.0 }),
            Arrival::Poisson => {
                let mut gaps = Gaps::Exponential(fastrand::Rng::with_seed(seed));
                let next = gaps.next();
                (gaps, next)
            }
        };
        Self {
            profile,
            gaps,
            next,
            is_closed: !begins_at_once,
            end,
        }
    }
}

impl Iterator for Arrivals {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        // Nanoseconds, since that is how finely the end is known.
        let at = Duration::try_from_secs_f64(self.profile.when(self.next)?).ok()?;
        if at > self.end || (at == self.end && !self.is_closed) {
            return None;
        }
        self.next += self.gaps.next();
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(profile: Profile, arrival: Arrival, seconds: f64) -> Vec<f64> {
        let end = Duration::from_secs_f64(seconds);
        Arrivals::new(profile, arrival, 7, end)
            .map(|at| at.as_secs_f64())
            .collect()
    }

    fn stages(first: f64, stages: &[(f64, f64)]) -> Profile {
        let stages = stages.iter();
        Profile::of_stages(
            first,
            stages.map(|&(s, to)| (Duration::from_secs_f64(s), to)),
        )
    }

    /// The figures that k6's own tests of its ramping arrival rate ask for.
    #[test]
    fn a_ramp_up_and_down() {
        let profile = stages(0.0, &[(5.0, 1.0), (1.0, 1.0), (5.0, 0.0)]);
        let arrivals = of(profile, Arrival::Uniform, 11.0);
        let expected = [3.162, 4.472, 5.500, 6.527, 7.837, 11.000];
        assert_eq!(arrivals.len(), expected.len(), "{arrivals:?}");
        for (actual, expected) in arrivals.iter().zip(expected) {
            assert!((actual - expected).abs() < 0.001, "{actual} {expected}");
        }
    }

    #[test]
    fn a_constant_rate_begins_at_once() {
        let arrivals = of(Profile::constant(10.0), Arrival::Uniform, 0.95);
        assert_eq!(arrivals.len(), 10);
        for (index, at) in arrivals.iter().enumerate() {
            assert!((at - index as f64 / 10.0).abs() < 1e-9);
        }
        // What would arrive at the end belongs to the time after it.
        assert_eq!(of(Profile::constant(10.0), Arrival::Uniform, 1.0).len(), 10);
        assert_eq!(
            of(Profile::constant(200.0), Arrival::Uniform, 10.0).len(),
            2000
        );
    }

    #[test]
    fn without_an_end_they_go_on() {
        let rate = Profile::constant(1000.0);
        let all = Arrivals::new(rate, Arrival::Poisson, 3, Duration::MAX);
        assert_eq!(all.take(500_000).count(), 500_000);
    }

    /// Mean and variance of a Poisson process, each within 5 standard errors, on a rate that changes too.
    #[test]
    fn poisson_arrivals_have_the_rate() {
        for profile in [
            Profile::constant(100.0),
            stages(0.0, &[(60.0, 100.0), (30.0, 100.0), (60.0, 50.0)]),
        ] {
            let expected = profile.by(150.0);
            let counts: Vec<f64> = (0..400)
                .map(|seed| {
                    let end = Duration::from_secs(150);
                    Arrivals::new(profile.clone(), Arrival::Poisson, seed, end).count() as f64
                })
                .collect();
            let n = counts.len() as f64;
            let mean = counts.iter().sum::<f64>() / n;
            let variance = counts.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
            assert!(
                (mean - expected).abs() < 5.0 * (expected / n).sqrt(),
                "{mean} {expected}"
            );
            let of_variance = expected * (2.0 / (n - 1.0)).sqrt();
            assert!(
                (variance - expected).abs() < 5.0 * of_variance,
                "{variance} {expected}"
            );
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_arrivals() {
        let arrivals = |seed| {
            let end = Duration::from_secs(1);
            Arrivals::new(Profile::constant(50.0), Arrival::Poisson, seed, end).collect::<Vec<_>>()
        };
        assert_eq!(arrivals(1), arrivals(1));
        assert_ne!(arrivals(1), arrivals(2));
        assert!(arrivals(1).is_sorted());
    }

    #[test]
    fn no_time_and_no_rate_bring_nobody() {
        assert!(of(stages(0.0, &[(5.0, 0.0)]), Arrival::Uniform, 5.0).is_empty());
        assert!(of(stages(0.0, &[]), Arrival::Uniform, 5.0).is_empty());
    }
}
