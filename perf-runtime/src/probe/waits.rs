//! What a scope waited for connections of a pool.

use std::time::{Duration, Instant};

/// Waits that are kept one by one.
const KEPT: usize = 64;

/// A connection that was taken from a pool, and how long that took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    pub(crate) ended: Instant,
    pub(crate) elapsed: Duration,
}

/// What several of them add up to. Where none was seen, nobody knows what was waited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WaitSum {
    pub(crate) count: u64,
    pub(crate) total: Duration,
    pub(crate) longest: Duration,
}

/// The waits of one scope.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    pub(crate) sum: WaitSum,
    /// The first of them in the order in which they ended.
    pub(crate) first: Vec<Wait>,
}

impl Waits {
    pub(super) fn push(&mut self, wait: Wait) {
        self.sum.count += 1;
        self.sum.total += wait.elapsed;
        self.sum.longest = self.sum.longest.max(wait.elapsed);
        if self.first.len() < KEPT {
            self.first.push(wait);
        }
    }
}

impl Waits {
    /// Forgets them; the room for them is kept.
    pub(super) fn clear(&mut self) {
        self.sum = WaitSum::default();
        self.first.clear();
    }
}

impl WaitSum {
    /// All of them together; nothing where none was seen.
    pub(crate) fn known(&self) -> Option<Duration> {
        (self.count > 0).then_some(self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_add_up_in_constant_memory() {
        let mut waits = Waits::default();
        assert_eq!(waits.sum.known(), None, "not seen is not 0");
        let ended = Instant::now();
        for ms in 0..1000 {
            let elapsed = Duration::from_millis(ms);
            waits.push(Wait { ended, elapsed });
        }
        let ms = Duration::from_millis;
        assert_eq!((waits.sum.count, waits.sum.longest), (1000, ms(999)));
        assert_eq!(waits.sum.known(), Some(ms(499_500)));
        assert_eq!((waits.first.len(), waits.first[1].elapsed), (KEPT, ms(1)));
    }
}
