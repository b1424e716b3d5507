//! What was measured: figures, before anybody judges them.

use std::collections::HashMap;
use std::time::Duration;

use crate::fixture::Iteration;
use crate::probe::Recorder;
use crate::probe::class::Class;
use crate::probe::cost::Costs;
use crate::probe::log::{Log, StackId, Sum, Sums, TextId};
use crate::probe::memory::Heap;
use crate::probe::scope::Seen;
use crate::probe::shape::{Shape, ShapeId, analyze};
use crate::probe::speed::Pace;
use crate::probe::waits::WaitSum;

/// How a run of the body ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It returned, without an error.
    Ok,
    /// It returned this error.
    Error(String),
    /// It panicked with this message.
    Panic(String),
    /// It was given up after this time.
    Timeout(Duration),
}

/// One measured run of the body.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) elapsed: Duration,
    /// How long of it was spent waiting for a processor, as far as the system says.
    pub(crate) waited: Duration,
    /// How long of it the thread ran that ran longest, as far as the system says.
    pub(crate) ran: Duration,
    /// What a slower machine may have to do with it, where that is looked at.
    pub(crate) pace: Option<Pace>,
    pub(crate) ending: Ending,
    pub(crate) queries: Queries,
    /// What it took from the heap, where that was counted.
    pub(crate) heap: Option<Heap>,
    /// Under load: one of many, kept because it was the worst in something.
    pub(crate) iteration: Option<Iteration>,
    /// The size of the data, where the body is run at several.
    pub(crate) size: Option<u64>,
}

/// The runs at each size; all of them where there are no sizes.
pub(crate) fn by_size(runs: &[Run]) -> impl Iterator<Item = (Option<u64>, &[Run])> {
    runs.chunk_by(|run, next| run.size == next.size)
        .map(|runs| (runs[0].size, runs))
}

impl Run {
    /// How long it would have taken at least without waiting for a processor.
    pub(crate) fn at_least(&self) -> Duration {
        let unwaited = self.elapsed.saturating_sub(self.waited);
        // The reading of the waiting takes in some that was before and after the run.
        unwaited.max(self.ran.min(self.elapsed))
    }

    /// Calls by which memory was got, where they were counted.
    pub(crate) fn allocations(&self) -> Option<u64> {
        self.heap.map(|heap| heap.calls())
    }
}

/// The statements of one run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queries {
    /// The shapes of the queries, in the order in which they were first seen.
    pub(crate) shapes: Vec<ShapeUse>,
    /// Transaction control: BEGIN, COMMIT and the like.
    pub(crate) transaction_control: u64,
    /// What the driver asked for itself.
    pub(crate) driver: u64,
    /// Queries of the body outside of `perf.measure(..)`.
    pub(crate) outside: u64,
    /// The connections that were taken from a pool.
    pub(crate) waits: WaitSum,
}

/// All queries of one shape in one run.
#[derive(Debug, Clone)]
pub(crate) struct ShapeUse {
    pub(crate) shape: Shape,
    pub(crate) class: Class,
    pub(crate) sum: Sum,
    /// The different texts of this shape: more than one where literals are written into the text.
    pub(crate) texts: Vec<TextId>,
    /// Whether values were bound to it, which are not recorded.
    pub(crate) has_placeholders: bool,
    /// Where they came from, the most frequent first.
    pub(crate) stacks: Vec<(StackId, u64)>,
}

impl Queries {
    pub(crate) fn of(seen: &Seen, recorder: &Recorder) -> Self {
        Self {
            outside: Self::of_log(&seen.outside, recorder).count(),
            waits: seen.waits.sum,
            ..Self::of_log(&seen.log, recorder)
        }
    }

    pub(crate) fn of_log(log: &Log, recorder: &Recorder) -> Self {
        Self::of_sums(log.sums(), recorder)
    }

    fn of_sums(sums: Sums, recorder: &Recorder) -> Self {
        let mut queries = Self::default();
        queries.add(sums, recorder);
        queries
    }

    fn add(&mut self, sums: Sums, recorder: &Recorder) {
        let mut analyses = HashMap::new();
        let mut shapes: HashMap<_, ShapeUse> = HashMap::new();
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, sum)| sum.first);
        for ((text, stack), sum) in sums {
            let known = analyses.len();
            let analysis = analyses
                .entry(text)
                .or_insert_with(|| analyze(&recorder.text(text)));
            match analysis.class {
                Class::TransactionControl => self.transaction_control += sum.count,
                Class::Driver => self.driver += sum.count,
                Class::Read | Class::Write => {}
            }
            if !matches!(analysis.class, Class::Read | Class::Write) {
                continue;
            }
            let is_new = analyses.len() > known;
            let analysis = &analyses[&text];
            let entry = shapes.entry(analysis.shape.id).or_insert_with(|| ShapeUse {
                shape: analysis.shape.clone(),
                class: analysis.class,
                sum: Sum {
                    first: sum.first,
                    ..Sum::default()
                },
                texts: Vec::new(),
                has_placeholders: analysis.placeholders,
                stacks: Vec::new(),
            });
            if is_new {
                entry.texts.push(text);
            }
            entry.sum.add(&sum);
            if let Some(stack) = stack {
                match entry.stacks.iter_mut().find(|(known, _)| *known == stack) {
                    Some((_, count)) => *count += sum.count,
                    None => entry.stacks.push((stack, sum.count)),
                }
            }
        }
        self.shapes = shapes.into_values().collect();
        self.shapes.sort_by_key(|shape| shape.sum.first);
        for shape in &mut self.shapes {
            shape
                .stacks
                .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        }
    }

    /// Those of one shape.
    pub(crate) fn only(&self, shape: ShapeId) -> Self {
        let of_shape = |used: &&ShapeUse| used.shape.id == shape;
        Self {
            shapes: self.shapes.iter().filter(of_shape).cloned().collect(),
            ..Self::default()
        }
    }

    /// With those of another pass.
    pub(crate) fn append(&mut self, other: Self) {
        self.shapes.extend(other.shapes);
        self.transaction_control += other.transaction_control;
        self.driver += other.driver;
        self.outside += other.outside;
    }

    pub(crate) fn count(&self) -> u64 {
        self.shapes.iter().map(|shape| shape.sum.count).sum()
    }

    pub(crate) fn reads(&self) -> u64 {
        self.of_class(Class::Read)
    }

    pub(crate) fn writes(&self) -> u64 {
        self.of_class(Class::Write)
    }

    fn of_class(&self, class: Class) -> u64 {
        self.shapes
            .iter()
            .filter(|shape| shape.class == class)
            .map(|shape| shape.sum.count)
            .sum()
    }

    pub(crate) fn rows(&self) -> u64 {
        self.shapes.iter().map(|shape| shape.sum.rows).sum()
    }

    /// What all queries together cost.
    pub(crate) fn costs(&self) -> Costs {
        let mut costs = Costs::default();
        for shape in &self.shapes {
            costs.add(&shape.sum.costs);
        }
        costs
    }

    /// The shape that was repeated most.
    pub(crate) fn most_repeated(&self) -> Option<&ShapeUse> {
        // The first of several, so that the message is the same every time.
        self.shapes.iter().rev().max_by_key(|shape| shape.sum.count)
    }

    /// The shape with the slowest query.
    pub(crate) fn slowest(&self) -> Option<&ShapeUse> {
        self.shapes.iter().max_by_key(|shape| shape.sum.slowest)
    }

    /// The time of all queries together.
    pub(crate) fn time(&self) -> Duration {
        self.shapes.iter().map(|shape| shape.sum.total).sum()
    }
}

impl Sum {
    pub(crate) fn add(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
        self.count += other.count;
        self.rows += other.rows;
        self.total += other.total;
        self.slowest = self.slowest.max(other.slowest);
        self.costs.add(&other.costs);
    }
}

#[cfg(test)]
pub(crate) mod examples {
    //! Runs to judge, written by hand.

    use super::*;

    /// A run of these statements: text, how often, rows each, at 1 ms each.
    pub(crate) fn run(statements: &[(&str, u64, u64)]) -> Run {
        let mut queries = Queries::default();
        for (place, (sql, count, rows)) in statements.iter().enumerate() {
            let analysis = analyze(sql);
            let text = TextId::try_from(place).unwrap_or(TextId::MAX);
            let sum = Sum {
                first: place as u64,
                last: place as u64,
                count: *count,
                rows: count * rows,
                total: Duration::from_millis(*count),
                slowest: Duration::from_millis(1),
                costs: Costs::default(),
            };
            match queries
                .shapes
                .iter_mut()
                .find(|known| known.shape.id == analysis.shape.id)
            {
                Some(known) => {
                    known.sum.add(&sum);
                    known.texts.push(text);
                }
                None => queries.shapes.push(ShapeUse {
                    class: analysis.class,
                    has_placeholders: analysis.placeholders,
                    shape: analysis.shape,
                    sum,
                    texts: vec![text],
                    stacks: Vec::new(),
                }),
            }
        }
        Run {
            elapsed: Duration::from_millis(14),
            waited: Duration::ZERO,
            ran: Duration::ZERO,
            pace: None,
            ending: Ending::Ok,
            queries,
            heap: None,
            iteration: None,
            size: None,
        }
    }
}
