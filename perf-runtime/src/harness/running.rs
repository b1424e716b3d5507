//! What runs at the moment, in a line.

use std::fmt::Write as _;

use super::event::{Event, Outcome};
use crate::report::format::{clean, count};

/// Cases that are named.
const NAMED: usize = 3;

/// What is known of a run that goes on.
#[derive(Debug, Default)]
pub(super) struct Running {
    cases: u64,
    done: u64,
    failed: u64,
    /// By their names as they are shown, those that began first before the others.
    now: Vec<(String, String)>,
}

impl Running {
    pub(super) fn see(&mut self, event: &Event) {
        match event {
            Event::Begun { cases } => self.cases = *cases as u64,
            Event::CaseBegun { name, category, .. } => {
                let shown = match category {
                    Some(category) => format!("{} ({})", clean(name), clean(category)),
                    None => clean(name),
                };
                self.now.push((name.clone(), shown));
            }
            Event::CaseEnded(ended) => {
                self.done += 1;
                self.failed += u64::from(matches!(ended.outcome, Outcome::Failed { .. }));
                self.now.retain(|(name, _)| *name != ended.name);
            }
            Event::CaseSlow { .. } | Event::Ended { .. } => {}
        }
    }

    /// `12 of 147, 1 failed: shop::list (api), shop::search (api)`.
    pub(super) fn line(&self) -> String {
        let mut line = format!("{} of {}", count(self.done), count(self.cases));
        if self.failed > 0 {
            let _ = write!(line, ", {} failed", count(self.failed));
        }
        let named = self.now.iter().take(NAMED).map(|(_, shown)| shown.as_str());
        let named: Vec<_> = named.collect();
        if !named.is_empty() {
            let _ = write!(line, ": {}", named.join(", "));
        }
        let more = self.now.len().saturating_sub(NAMED);
        if more > 0 {
            let _ = write!(line, " and {more} more");
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::event::Ended;

    #[test]
    fn what_runs_is_named_and_what_is_done_is_counted() {
        let mut running = Running::default();
        let mut after = |event| {
            running.see(&event);
            running.line()
        };
        let begun = |name: &str, category| Event::CaseBegun {
            name: name.to_owned(),
            title: name.to_owned(),
            category,
        };
        let ended = |name: &str, outcome| {
            Event::CaseEnded(Box::new(Ended {
                name: name.to_owned(),
                title: name.to_owned(),
                category: None,
                outcome,
                output: String::new(),
                row: None,
            }))
        };
        let failed = Outcome::Failed { note: None };
        for (event, line) in [
            (Event::Begun { cases: 1470 }, "0 of 1,470"),
            (begun("a::b", Some("api")), "0 of 1,470: a::b (api)"),
            (begun("c", None), "0 of 1,470: a::b (api), c"),
            (begun("d", None), "0 of 1,470: a::b (api), c, d"),
            (begun("e", None), "0 of 1,470: a::b (api), c, d and 1 more"),
            (ended("c", Outcome::Ok), "1 of 1,470: a::b (api), d, e"),
            (ended("a::b", failed), "2 of 1,470, 1 failed: d, e"),
            (ended("d", Outcome::Ok), "3 of 1,470, 1 failed: e"),
            (ended("e", Outcome::Ok), "4 of 1,470, 1 failed"),
        ] {
            assert_eq!(after(event), line);
        }
    }
}
