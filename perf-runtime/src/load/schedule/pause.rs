//! How long a user of a closed model waits between two iterations.

use std::time::{Duration, Instant};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    /// The next one begins at once.
    None,
    /// After a time between the two, drawn evenly.
    Think(Duration, Duration),
    /// At a fixed pace, or at once where an iteration took longer: what was missed is not made up for.
    Pacing(Duration),
}

/// The pauses of one user, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Pauses {
    pause: Pause,
    random: fastrand::Rng,
    /// When the last iteration was to begin, at a fixed pace.
    due: Option<Instant>,
}

impl Pauses {
    /// The same seed gives the same pauses.
    pub(crate) fn new(pause: Pause, seed: u64) -> Self {
        Self {
            pause,
            random: fastrand::Rng::with_seed(seed),
            due: None,
        }
    }

    /// When the next iteration begins after one from `begun` to `ended`; none where it is at once.
    pub(crate) fn until(&mut self, begun: Instant, ended: Instant) -> Option<Instant> {
        match self.pause {
            Pause::None => None,
            Pause::Think(least, most) => {
                let share = self.random.f64();
                Some(ended + least + most.saturating_sub(least).mul_f64(share))
            }
            Pause::Pacing(pace) => {
                // From when it was due, so that a timer that is late does not slow the pace down.
                let next = self.due.unwrap_or(begun) + pace;
                let is_ahead = next > ended;
                self.due = is_ahead.then_some(next);
                self.due
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn pacing_is_from_beginning_to_beginning() {
        let mut pauses = Pauses::new(Pause::Pacing(100 * MS), 0);
        let begun = Instant::now();
        assert_eq!(pauses.until(begun, begun + 30 * MS), Some(begun + 100 * MS));
        // The timer was late by 2 ms: the next one is not.
        let second = begun + 102 * MS;
        assert_eq!(
            pauses.until(second, second + 30 * MS),
            Some(begun + 200 * MS)
        );
        // It took too long: the next one begins at once, and the pace goes on from there.
        assert_eq!(pauses.until(begun + 200 * MS, begun + 450 * MS), None);
        let late = begun + 450 * MS;
        assert_eq!(pauses.until(late, late + 30 * MS), Some(begun + 550 * MS));
    }

    #[test]
    fn think_time_is_from_end_to_beginning() {
        let begun = Instant::now();
        let ended = begun + 30 * MS;
        let mut fixed = Pauses::new(Pause::Think(100 * MS, 100 * MS), 0);
        assert_eq!(fixed.until(begun, ended), Some(ended + 100 * MS));

        let mut drawn = Pauses::new(Pause::Think(100 * MS, 300 * MS), 1);
        let pauses: Vec<_> = (0..1000)
            .filter_map(|_| drawn.until(begun, ended))
            .map(|next| next - ended)
            .collect();
        assert_eq!(pauses.len(), 1000);
        assert!(
            pauses
                .iter()
                .all(|pause| (100 * MS..=300 * MS).contains(pause))
        );
        let mean = pauses.iter().sum::<Duration>() / 1000;
        assert!((190 * MS..210 * MS).contains(&mean), "{mean:?}");
    }
}
