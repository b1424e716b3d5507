//! What the statements of one iteration add up to.

use super::worst::nanos;
use crate::probe::Recorder;
use crate::probe::class::Class;
use crate::probe::log::{Log, TextId};
use crate::probe::shape::{ShapeId, analyze};

/// The figures of one iteration on which there are budgets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) queries: u64,
    pub(super) reads: u64,
    pub(super) writes: u64,
    pub(super) rows: u64,
    /// The most queries of one shape.
    pub(super) repeats: u64,
    /// The most reads of one shape whose values may differ: what an N+1 looks like.
    pub(super) varied_reads: u64,
    /// The longest query, in nanoseconds.
    pub(super) slowest: u64,
    /// All queries together, in nanoseconds.
    pub(super) time: u64,
}

/// What a text stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) shape: ShapeId,
    pub(super) class: Class,
    has_placeholders: bool,
}

/// Texts whose meaning is kept: where values are written into the text, each statement has one of its own.
const KEPT: usize = 1 << 14;

/// What texts stand for, worked out once for each.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// By the number of the text.
    known: Vec<Option<Known>>,
    /// The shapes of one iteration, which the next one has no need to allocate again. They are so few that to look at each is
    /// cheaper than a table.
    shapes: Vec<Repeated>,
}

impl Texts {
    pub(super) fn meaning(&mut self, text: TextId, recorder: &Recorder) -> Known {
        let place = text as usize;
        if let Some(Some(known)) = self.known.get(place) {
            return *known;
        }
        let analysis = analyze(&recorder.text(text));
        let known = Known {
            shape: analysis.shape.id,
            class: analysis.class,
            has_placeholders: analysis.placeholders,
        };
        if place < KEPT {
            self.known.resize(self.known.len().max(place + 1), None);
            self.known[place] = Some(known);
        }
        known
    }
}

/// One shape within the iteration.
#[derive(Debug)]
struct Repeated {
    shape: ShapeId,
    count: u64,
    text: TextId,
    is_read: bool,
    values_may_differ: bool,
}

impl Figures {
    pub(super) fn of(log: &Log, texts: &mut Texts, recorder: &Recorder) -> Self {
        let mut figures = Self::default();
        let mut shapes = std::mem::take(&mut texts.shapes);
        shapes.clear();
        for part in log.parts() {
            let known = texts.meaning(part.text, recorder);
            match known.class {
                Class::Read => figures.reads += part.count,
                Class::Write => figures.writes += part.count,
                Class::TransactionControl | Class::Driver => continue,
            }
            figures.queries += part.count;
            figures.rows += part.rows;
            figures.slowest = figures.slowest.max(nanos(part.slowest));
            figures.time = figures.time.saturating_add(nanos(part.total));
            // What is repeated most often comes one after the other.
            let place = shapes.iter().rposition(|it| it.shape == known.shape);
            let place = place.unwrap_or_else(|| {
                shapes.push(Repeated {
                    shape: known.shape,
                    count: 0,
                    text: part.text,
                    is_read: known.class == Class::Read,
                    values_may_differ: known.has_placeholders,
                });
                shapes.len() - 1
            });
            let repeated = &mut shapes[place];
            repeated.count += part.count;
            repeated.values_may_differ |= repeated.text != part.text;
        }
        for repeated in &shapes {
            figures.repeats = figures.repeats.max(repeated.count);
            if repeated.is_read && repeated.values_may_differ {
                figures.varied_reads = figures.varied_reads.max(repeated.count);
            }
        }
        texts.shapes = shapes;
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::tests::statements;

    #[test]
    fn statements_add_up() {
        let recorder = Recorder::new(0);
        let log = statements(
            &recorder,
            &[
                ("BEGIN", 1, 0),
                ("SELECT a FROM b WHERE c = ?", 3, 2),
                ("SELECT a FROM b WHERE c = 1", 1, 1),
                ("SELECT now", 5, 1),
                ("INSERT INTO b VALUES (1)", 1, 0),
                ("PRAGMA foreign_keys", 1, 0),
            ],
        );
        let mut texts = Texts::default();
        let figures = Figures::of(&log, &mut texts, &recorder);
        let expected = Figures {
            queries: 10,
            reads: 9,
            writes: 1,
            rows: 12,
            repeats: 5,
            varied_reads: 4,
            slowest: 1_000_000,
            time: 10_000_000,
        };
        assert_eq!(figures, expected);
        assert_eq!(texts.known.len(), 6);
    }

    #[test]
    fn values_in_the_text_differ() {
        let recorder = Recorder::new(0);
        let log = statements(
            &recorder,
            &[
                ("SELECT a FROM b WHERE c = 1", 1, 1),
                ("SELECT a FROM b WHERE c = 2", 1, 1),
            ],
        );
        let figures = Figures::of(&log, &mut Texts::default(), &recorder);
        assert_eq!((figures.repeats, figures.varied_reads), (2, 2));
    }
}
