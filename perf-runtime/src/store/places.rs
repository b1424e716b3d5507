//! The places of a budget on memory, in the JSON record.

use serde::Serialize;

use super::record::lines;
use crate::assess::places::{Places, Told};
use crate::probe::memory::Amount;

/// Those that took most, and the rest.
#[derive(Debug, Serialize)]
pub(super) struct RecordedPlaces {
    /// The call stack of one in so many allocations was taken: estimates, unless it is 1.
    one_in: u64,
    most: Vec<RecordedPlace>,
    others: u64,
    of_others: Amount,
}

#[derive(Debug, Serialize)]
struct RecordedPlace {
    #[serde(flatten)]
    amount: Amount,
    /// Taken by a driver's thread, for a statement of these lines.
    by_driver: bool,
    /// `file:line function`, innermost first; empty where no line of the application is in the call stack.
    at: Vec<String>,
}

impl RecordedPlaces {
    pub(super) fn of(places: &Places) -> Self {
        let place = |told: &Told| RecordedPlace {
            amount: told.amount,
            by_driver: told.by_driver,
            at: lines(&told.sites),
        };
        Self {
            one_in: places.one_in,
            most: places.told.iter().map(place).collect(),
            others: places.others.0,
            of_others: places.others.1,
        }
    }
}
