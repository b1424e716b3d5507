//! How long statements took under load, by their shapes, in constant memory.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasherDefault;

use serde::{Deserialize, Serialize};

use super::distribution::Distribution;
use super::figures::Latency;
use super::statements::Texts;
use super::worst::nanos;
use crate::hash::AsItIs;
use crate::probe::Recorder;
use crate::probe::class::Class;
use crate::probe::log::{self, StackId};
use crate::probe::shape::{ShapeId, analyze};

/// Shapes that are told apart.
const SHAPES: usize = 64;

/// Places of a shape that are kept.
const STACKS: usize = 4;

/// The queries of one shape.
#[derive(Debug, Clone)]
struct OfShape {
    text: u32,
    times: Distribution,
    rows: u64,
    stacks: Vec<StackId>,
}

/// The times of queries by shape.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    known: HashMap<ShapeId, OfShape, BuildHasherDefault<AsItIs>>,
    /// Queries of shapes that came when there was no more room.
    others: u64,
}

/// The queries of one shape, of all iterations together. Times are in milliseconds, known to a hundredth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ShapeTimes {
    pub(crate) id: String,
    pub(crate) sql: String,
    pub(crate) count: u64,
    pub(crate) rows: u64,
    pub(crate) total_ms: f64,
    #[serde(flatten)]
    pub(crate) times: Latency,
    /// `file:line function`, innermost first, of the first place; empty where no report needed them.
    pub(crate) at: Vec<String>,
    /// All that are known came from there.
    #[serde(skip)]
    pub(crate) is_of_one_place: bool,
    #[serde(skip)]
    pub(crate) stacks: Vec<StackId>,
}

impl ShapeTimes {
    /// Adds what is known of it elsewhere, but for its times.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.rows += other.rows;
        self.total_ms += other.total_ms;
        if self.at.is_empty() {
            self.at.clone_from(&other.at);
        }
    }

    pub(super) fn resolve(&mut self, lines: &mut impl FnMut(StackId) -> Vec<String>) {
        let mut places: Vec<_> = self.stacks.iter().map(|stack| lines(*stack)).collect();
        places.dedup();
        self.is_of_one_place = places.len() == 1;
        self.at = places.into_iter().next().unwrap_or_default();
    }
}

impl Shapes {
    pub(super) fn record(
        &mut self,
        entries: &[log::Entry],
        texts: &mut Texts,
        recorder: &Recorder,
    ) {
        for entry in entries {
            let known = texts.meaning(entry.text, recorder);
            if !matches!(known.class, Class::Read | Class::Write) {
                continue;
            }
            match self.room(known.shape, entry.text) {
                Some(shape) => shape.record(entry),
                None => self.others += 1,
            }
        }
    }

    fn room(&mut self, shape: ShapeId, text: u32) -> Option<&mut OfShape> {
        let is_full = self.known.len() >= SHAPES;
        match self.known.entry(shape) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(_) if is_full => None,
            Entry::Vacant(room) => Some(room.insert(OfShape {
                text,
                times: Distribution::coarse(),
                rows: 0,
                stacks: Vec::new(),
            })),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.others += other.others;
        for (shape, theirs) in &other.known {
            match self.room(*shape, theirs.text) {
                Some(ours) => ours.add(theirs),
                None => self.others += theirs.times.count(),
            }
        }
    }

    /// The times of each shape, in nanoseconds.
    pub(super) fn distributions(&self) -> impl Iterator<Item = (ShapeId, &Distribution)> {
        self.known.iter().map(|(id, of)| (*id, &of.times))
    }

    pub(super) fn others(&self) -> u64 {
        self.others
    }

    /// The one that took most time in all first.
    pub(super) fn times(&self, recorder: &Recorder) -> Vec<ShapeTimes> {
        let mut all: Vec<_> = self
            .known
            .iter()
            .filter_map(|(id, of)| of.to_times(*id, recorder))
            .collect();
        all.sort_by(|a, b| b.total_ms.total_cmp(&a.total_ms).then(a.id.cmp(&b.id)));
        all
    }
}

impl OfShape {
    fn record(&mut self, entry: &log::Entry) {
        self.times.record(nanos(entry.elapsed));
        self.rows += entry.rows;
        self.came_from(entry.stack);
    }

    fn came_from(&mut self, stack: impl IntoIterator<Item = StackId>) {
        for stack in stack {
            if self.stacks.len() < STACKS && !self.stacks.contains(&stack) {
                self.stacks.push(stack);
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.times.add(&other.times);
        self.rows += other.rows;
        self.came_from(other.stacks.iter().copied());
    }

    fn to_times(&self, id: ShapeId, recorder: &Recorder) -> Option<ShapeTimes> {
        Some(ShapeTimes {
            id: id.to_string(),
            sql: analyze(&recorder.text(self.text)).shape.text,
            count: self.times.count(),
            rows: self.rows,
            total_ms: self.times.sum() as f64 / 1e6,
            times: Latency::of(&self.times)?,
            at: Vec::new(),
            is_of_one_place: false,
            stacks: self.stacks.clone(),
        })
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::load::tests::statements;

    fn shapes(recorder: &Recorder, sql: &[(&str, u64, u64)]) -> Shapes {
        let mut shapes = Shapes::default();
        let log = statements(recorder, sql);
        shapes.record(log.entries(), &mut Texts::default(), recorder);
        shapes
    }

    #[test]
    fn queries_of_one_shape_are_together() {
        let recorder = Recorder::new(10);
        let mut all = shapes(
            &recorder,
            &[
                ("BEGIN", 1, 0),
                ("SELECT a FROM b WHERE c = 1", 2, 3),
                ("SELECT a FROM b WHERE c = 2", 1, 3),
            ],
        );
        all.add(&shapes(&recorder, &[("INSERT INTO b VALUES (1)", 5, 0)]));
        all.add(&shapes(&recorder, &[("SELECT a FROM b WHERE c = 3", 1, 1)]));
        let times = all.times(&recorder);
        let seen: Vec<_> = times
            .iter()
            .map(|shape| (&*shape.sql, shape.count, shape.rows))
            .collect();
        assert_eq!(
            seen,
            [
                ("INSERT INTO b VALUES (?)", 5, 0),
                ("SELECT a FROM b WHERE c = ?", 4, 10)
            ]
        );
        assert!(
            (times[0].total_ms - 5.0).abs() < 1e-9 && (times[1].times.max_ms - 1.0).abs() < 1e-9
        );
        assert!(!times[1].stacks.is_empty() && all.others() == 0);
    }

    #[test]
    fn memory_does_not_grow_and_none_is_lost() {
        let recorder = Recorder::new(0);
        let _listening = recorder.listen();
        let texts: Vec<_> = (0..200).map(|i| format!("SELECT c{i} FROM t")).collect();
        let sql: Vec<_> = texts.iter().map(|text| (&**text, 2, 1)).collect();
        let mut all = shapes(&recorder, &sql);
        all.add(&shapes(&recorder, &sql[100..]));
        let times = all.times(&recorder);
        assert_eq!(times.len(), SHAPES);
        let told: u64 = times.iter().map(|shape| shape.count).sum();
        assert_eq!(told + all.others(), 600);
    }
}
