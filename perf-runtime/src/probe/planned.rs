//! Costs that a database tells before it tells that the statement has ended.
//!
//! Postgres' `auto_explain` sends the plan of a statement as a notice, with its text. On the same thread, but
//! maybe with other connections' messages in between, the event of the statement follows, with the
//! same text but for white space.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cost::Cost;
use crate::sync::lock;

/// Costs that wait for their statements; more are of statements whose events never come.
const KEPT: usize = 1024;

/// Costs by texts, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Planned {
    waiting: Mutex<VecDeque<(String, Cost)>>,
    /// Any was ever told: otherwise no statement asks for the lock.
    told: AtomicBool,
}

impl Planned {
    pub(super) fn push(&self, text: &str, cost: Cost) {
        let mut waiting = lock(&self.waiting);
        self.told.store(true, Ordering::Relaxed);
        if waiting.len() == KEPT {
            waiting.pop_front();
        }
        waiting.push_back((words(text), cost));
    }

    /// The cost of a statement that has ended.
    pub(super) fn take(&self, text: &str) -> Option<Cost> {
        // The notice came on this thread.
        if !self.told.load(Ordering::Relaxed) {
            return None;
        }
        let mut waiting = lock(&self.waiting);
        if waiting.is_empty() {
            return None;
        }
        let text = words(text);
        // Each statement of a text comes with the whole text.
        let is_one = !text.trim_end_matches(';').contains(';');
        let mut taken: Option<Cost> = None;
        while let Some(place) = waiting.iter().position(|(known, _)| *known == text) {
            let (_, cost) = waiting.remove(place)?;
            taken = Some(taken.map_or(cost, |known| known.and(cost)));
            if is_one {
                break;
            }
        }
        taken
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(buffers: u64) -> Cost {
        Cost {
            buffers: Some(buffers),
            ..Cost::default()
        }
    }

    #[test]
    fn each_statement_takes_its_own() {
        let planned = Planned::default();
        planned.push("SELECT 1", cost(1));
        planned.push("SELECT  a\n FROM b", cost(2));
        planned.push("SELECT 1", cost(3));
        assert_eq!(planned.take("SELECT a FROM b"), Some(cost(2)));
        assert_eq!(planned.take("SELECT 1"), Some(cost(1)));
        assert_eq!(planned.take("SELECT 1"), Some(cost(3)));
        assert_eq!(planned.take("SELECT 1"), None);
    }

    #[test]
    fn the_statements_of_one_text_are_one() {
        let planned = Planned::default();
        planned.push("SELECT 1; SELECT 2;", cost(1));
        planned.push("SELECT 1; SELECT 2;", cost(2));
        assert_eq!(planned.take("SELECT 1; SELECT 2;"), Some(cost(3)));
    }

    #[test]
    fn memory_does_not_grow() {
        let planned = Planned::default();
        for i in 0..2 * KEPT as u64 {
            planned.push(&format!("SELECT {i}"), cost(i));
        }
        assert_eq!(planned.take("SELECT 0"), None);
        assert_eq!(lock(&planned.waiting).len(), KEPT);
    }
}
