//! How much slower the machine is than usual, by the time that a loop of known length takes.
//!
//! Usual is the lower quartile of what the loop took at its best, each time a case was measured again. The least ever
//! would be a moment of luck, against which this machine is slow for ever; the median would be that of a machine that mostly
//! does something else.

use std::time::Duration;

/// So many of the last times are kept: a machine that became slower for good is known as such after a few cases.
const KEPT: usize = 32;

/// What is less may be an error of measurement.
const NOTICEABLE: f64 = 1.1;

/// The most that is put down to the machine. Below two, so that what takes twice its limit fails at any speed, also
/// where its work is not slowed at all.
pub(crate) const MOST: f64 = 1.8;

/// More is another machine, or another build of the loop, rather than a slower one.
const IMPLAUSIBLE: f64 = 4.0;

/// What is known of the speed of this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Speed {
    /// How long the loop took at its best, in nanoseconds, each time a case was measured again; the newest last.
    kept: Vec<u64>,
    /// The same of this time, so far.
    best: Option<u64>,
}

impl Speed {
    pub(crate) fn of(kept: Vec<u64>) -> Self {
        Self { kept, best: None }
    }

    /// How many times slower than usual the machine is where the loop takes so long; 1 where that is not known.
    pub(crate) fn slowdown(&mut self, reference: Option<Duration>) -> f64 {
        let Some(reference) = reference else {
            return 1.0;
        };
        let nanos = u64::try_from(reference.as_nanos()).unwrap_or(u64::MAX);
        let best = self.best.map_or(nanos, |best| best.min(nanos));
        self.best = Some(best);
        let slowdown = nanos as f64 / self.usual(best) as f64;
        if (NOTICEABLE..=IMPLAUSIBLE).contains(&slowdown) {
            slowdown.min(MOST)
        } else {
            1.0
        }
    }

    fn usual(&self, best: u64) -> u64 {
        let mut times = self.kept.clone();
        times.push(best);
        times.sort_unstable();
        times[(times.len() - 1) / 4]
    }

    /// What is to be kept, with this time.
    pub(crate) fn into_kept(self) -> Vec<u64> {
        let mut kept = self.kept;
        kept.extend(self.best);
        kept.drain(..kept.len().saturating_sub(KEPT));
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slowdown(kept: &[u64], nanos: u64) -> f64 {
        Speed::of(kept.to_vec()).slowdown(Some(Duration::from_nanos(nanos)))
    }

    #[test]
    fn the_slowdown_is_that_against_the_lower_quartile() {
        let half_and_half = [[100, 180]; 16].concat();
        let mostly_slow = [&[100; 7][..], &[180; 25]].concat();
        for (kept, now, expected) in [
            // Nothing is known at first.
            (&[][..], 170, 1.0),
            (&[100], 170, 1.7),
            (&half_and_half, 170, 1.7),
            (&half_and_half, 100, 1.0),
            // What was seen in less than a quarter of the times is luck.
            (&mostly_slow, 180, 1.0),
            (&[100; 4], 109, 1.0),
            (&[100; 4], 50, 1.0),
            (&[100; 4], 390, MOST),
            (&[100; 4], 1400, 1.0),
            // A clock that stood still.
            (&[0; 4], 100, 1.0),
            (&[0; 4], 0, 1.0),
        ] {
            let seen = slowdown(kept, now);
            assert!(
                (seen - expected).abs() < 1e-9,
                "{kept:?}, {now}: {seen} instead of {expected}"
            );
        }
        assert!((Speed::of(vec![100]).slowdown(None) - 1.0).abs() < 1e-9);
    }

    /// Without what is kept, the best of this time is all that is known.
    #[test]
    fn it_is_found_out_in_the_first_case_too() {
        let mut speed = Speed::default();
        let seen = [170, 100, 170].map(|nanos| speed.slowdown(Some(Duration::from_nanos(nanos))));
        assert!(
            seen.iter()
                .zip([1.0, 1.0, 1.7])
                .all(|(seen, expected)| (seen - expected).abs() < 1e-9),
            "{seen:?}"
        );
        assert_eq!(speed.into_kept(), [100]);
    }

    #[test]
    fn a_machine_that_became_slower_is_taken_as_it_is() {
        let mut kept = vec![100; KEPT];
        let mut times = 0;
        while slowdown(&kept, 170) > 1.0 {
            let mut speed = Speed::of(kept);
            speed.slowdown(Some(Duration::from_nanos(170)));
            kept = speed.into_kept();
            assert_eq!(kept.len(), KEPT);
            times += 1;
        }
        assert_eq!(times, 24);
    }

    proptest::proptest! {
        #[test]
        fn what_takes_twice_its_limit_is_over_at_any_speed(kept in proptest::collection::vec(0_u64..1_000_000, 0..40), now in 0_u64..1_000_000) {
            let slowdown = slowdown(&kept, now);
            proptest::prop_assert!((1.0..2.0).contains(&slowdown));
        }
    }
}
