//! How many cases came off how.

use super::row::{Mark, Row};

/// How many cases came off how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Those with a warning included.
    pub(super) passed: u64,
    pub(super) warned: u64,
    pub(super) failed: u64,
    pub(super) inconclusive: u64,
    /// Parts of loads.
    pub(super) partial: u64,
    pub(super) skipped: u64,
}

impl Tally {
    pub(super) fn of(rows: &[&Row]) -> Self {
        let mut tally = Self::default();
        for row in rows {
            tally.add(row);
        }
        tally
    }

    pub(super) fn add(&mut self, row: &Row) {
        match &row.mark {
            Mark::Ok | Mark::FailedAsExpected => self.passed += 1,
            Mark::Warned => {
                self.passed += 1;
                self.warned += 1;
            }
            Mark::Failed => self.failed += 1,
            Mark::Inconclusive => self.inconclusive += 1,
            Mark::Partial => self.partial += 1,
            Mark::Skipped(_) => self.skipped += 1,
        }
    }

    /// Those that ran, and are judged here.
    pub(super) fn ran(&self) -> u64 {
        self.passed + self.failed + self.inconclusive
    }

    /// The share of those that ran and passed, rounded down: nothing but all of them is 100 %. None if none ran.
    pub(super) fn rate(&self) -> Option<String> {
        let permille = (self.passed * 1000).checked_div(self.ran())?;
        let (whole, tenths) = (permille / 10, permille % 10);
        Some(match tenths {
            0 => format!("{whole} %"),
            _ => format!("{whole}.{tenths} %"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_are_all() {
        let rate = |passed, failed, inconclusive| {
            let tally = Tally {
                passed,
                failed,
                inconclusive,
                skipped: 5,
                ..Tally::default()
            };
            tally.rate()
        };
        for (rate, expected) in [
            (rate(3, 0, 0), Some("100 %")),
            (rate(99_999, 1, 0), Some("99.9 %")),
            (rate(2, 1, 0), Some("66.6 %")),
            // What could not be judged has not passed.
            (rate(1, 0, 1), Some("50 %")),
            (rate(0, 1, 0), Some("0 %")),
            (rate(0, 0, 0), None),
        ] {
            assert_eq!(rate.as_deref(), expected);
        }
    }
}
