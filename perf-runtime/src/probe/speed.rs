//! How fast the machine is at the moment: a loop of known length, timed.
//!
//! What shares a core (a hyper-thread, of this machine or of another guest of its host), heat and saved power slow a processor down, and
//! no counter of the system tells it. The loop has no memory and many instructions that do not wait for each other, so that it
//! loses what any code can lose.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// What a slower machine may have to do with the time of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// What the loop took right before and after, the quicker of the two.
    pub(crate) reference: Duration,
    /// How long processors worked for it: what waited for something else is not slower.
    pub(crate) worked: Duration,
}

/// Taken right before a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    reference: Duration,
    worked: Duration,
}

impl Before {
    pub(crate) fn now() -> Self {
        Self {
            reference: reference(),
            worked: worked(),
        }
    }

    /// Right after it, for which database servers worked so long.
    pub(crate) fn until_now(self, served: Duration) -> Pace {
        let worked = worked().saturating_sub(self.worked) + served;
        Pace {
            reference: self.reference.min(reference()),
            worked,
        }
    }
}

/// How long this process has had processors; nothing where that is not told.
#[cfg(unix)]
pub(super) fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.try_into().unwrap_or_default()
}

#[cfg(not(unix))]
pub(super) fn worked() -> Duration {
    Duration::ZERO
}

/// How often a piece is timed.
const PIECES: usize = 9;

/// The length of a piece: from 4 us to 60 us, by build.
const TURNS: u64 = 2000;

/// How long a piece of the loop takes now. The median: a piece that had to wait for a processor tells nothing of its speed.
fn reference() -> Duration {
    let mut times = [(); PIECES].map(|()| {
        let begun = Instant::now();
        piece();
        begun.elapsed()
    });
    times.sort_unstable();
    times[PIECES / 2]
}

fn piece() {
    let mut states = black_box([1_u64, 2, 3, 4, 5, 6, 7, 8]);
    for _ in 0..TURNS {
        for state in &mut states {
            *state = (*state ^ (*state << 7)).wrapping_add(0x9e37_79b9);
        }
    }
    black_box(states);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Were the loop left out by the compiler, nothing would ever be slow: thousands of turns take a thousand ticks of any processor.
    #[test]
    fn the_loop_is_run() {
        let least = (0..5).map(|_| reference()).min().expect("five");
        assert!(least > Duration::from_nanos(500), "{least:?}");
    }

    #[test]
    #[cfg(unix)]
    fn what_this_process_and_its_servers_worked_counts() {
        let before = Before::now();
        let served = Duration::from_secs(7);
        assert!(before.until_now(served).worked >= served);
        let begun = Instant::now();
        let before = Before::now();
        while begun.elapsed() < Duration::from_millis(5) || worked() == before.worked {
            piece();
        }
        assert!(before.until_now(Duration::ZERO).worked > Duration::ZERO);
    }
}
