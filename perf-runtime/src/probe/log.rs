//! The statements of one scope, kept small: a statement is two numbers that stand for its text
//! and its call stack, and its figures. What they mean is worked out after the measurement.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use super::cost::{Cost, Costs};
use crate::sync::{read, write};

/// Stands for a text in [`Interned`].
pub(crate) type TextId = u32;

/// Stands for a call stack in [`Interned`].
pub(crate) type StackId = u32;

/// One finished statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) text: TextId,
    pub(crate) stack: Option<StackId>,
    pub(crate) rows: u64,
    pub(crate) elapsed: Duration,
    pub(crate) ended: Instant,
    /// As far as the database was asked to count.
    pub(crate) cost: Option<Cost>,
}

/// What several statements of one text from one place add up to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    /// The place of the first of them in the log.
    pub(crate) first: u64,
    /// The place of the last of them in the log.
    pub(crate) last: u64,
    pub(crate) count: u64,
    pub(crate) rows: u64,
    pub(crate) total: Duration,
    pub(crate) slowest: Duration,
    pub(crate) costs: Costs,
}

/// Statements of one text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) text: TextId,
    pub(crate) count: u64,
    pub(crate) rows: u64,
    pub(crate) total: Duration,
    pub(crate) slowest: Duration,
}

/// The sums of a log, by text and stack.
pub(crate) type Sums = HashMap<(TextId, Option<StackId>), Sum>;

/// Entries kept one by one before they are added up.
const KEPT: usize = 1 << 16;

/// Entries for which there may be room when there are none.
const ROOM: usize = 256;

/// The statements of one scope in the order in which they ended.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: Vec<Entry>,
    /// Those that were added up already. Few logs are so long, and all of them are moved often.
    folded: Option<Box<Folded>>,
}

#[derive(Debug, Default)]
struct Folded {
    sums: Sums,
    entries: u64,
}

impl Log {
    pub(crate) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        if self.entries.len() >= KEPT {
            self.fold();
        }
    }

    /// Forgets them. The room for them is kept, unless it is large.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.entries.shrink_to(ROOM);
        self.folded = None;
    }

    /// The last of them one by one, in the order in which they ended: all, where they are not very many.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many statements there are.
    pub(crate) fn len(&self) -> u64 {
        let folded = self.folded.as_ref().map_or(0, |folded| folded.entries);
        folded + self.entries.len() as u64
    }

    /// What adds up to it: statements one by one, but for those that were added up already.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part> {
        let folded = self.folded.iter().flat_map(|folded| &folded.sums);
        let folded = folded.map(|((text, _), sum)| Part {
            text: *text,
            count: sum.count,
            rows: sum.rows,
            total: sum.total,
            slowest: sum.slowest,
        });
        folded.chain(self.entries.iter().map(|entry| Part {
            text: entry.text,
            count: 1,
            rows: entry.rows,
            total: entry.elapsed,
            slowest: entry.elapsed,
        }))
    }

    /// The sums by text and stack.
    pub(crate) fn sums(&self) -> Sums {
        let (mut sums, first) = match self.folded.as_deref() {
            Some(folded) => (folded.sums.clone(), folded.entries),
            None => (Sums::default(), 0),
        };
        add_up(&mut sums, first, &self.entries);
        sums
    }

    fn fold(&mut self) {
        let folded = self.folded.get_or_insert_default();
        add_up(&mut folded.sums, folded.entries, &self.entries);
        folded.entries += self.entries.len() as u64;
        self.entries.clear();
    }
}

/// Adds entries, the first of which has this place in the log.
fn add_up(sums: &mut Sums, first: u64, entries: &[Entry]) {
    for (place, entry) in (first..).zip(entries) {
        let sum = sums
            .entry((entry.text, entry.stack))
            .or_insert_with(|| Sum {
                first: place,
                ..Sum::default()
            });
        sum.last = place;
        sum.count += 1;
        sum.rows += entry.rows;
        sum.total += entry.elapsed;
        sum.slowest = sum.slowest.max(entry.elapsed);
        sum.costs.push(entry.cost);
    }
}

/// Values that occur again and again, each kept once and known by a number.
#[derive(Debug)]
pub(crate) struct Interned<T: ?Sized>(RwLock<Table<T>>);

#[derive(Debug)]
struct Table<T: ?Sized> {
    numbers: HashMap<Arc<T>, u32>,
    values: Vec<Arc<T>>,
}

impl<T: ?Sized + Hash + Eq> Interned<T>
where
    Arc<T>: for<'a> From<&'a T>,
{
    pub(crate) fn new() -> Self {
        Self(RwLock::new(Table {
            numbers: HashMap::new(),
            values: Vec::new(),
        }))
    }

    pub(crate) fn number(&self, value: &T) -> u32 {
        if let Some(number) = read(&self.0).numbers.get(value) {
            return *number;
        }
        let mut table = write(&self.0);
        if let Some(number) = table.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(table.values.len()).unwrap_or(u32::MAX);
        let value: Arc<T> = value.into();
        table.values.push(Arc::clone(&value));
        table.numbers.insert(value, number);
        number
    }

    pub(crate) fn value(&self, number: u32) -> Option<Arc<T>> {
        read(&self.0).values.get(number as usize).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_adds_up_without_losing_any() {
        let mut log = Log::default();
        let n = 3 * KEPT as u64 + 7;
        for i in 0..n {
            log.push(Entry {
                text: (i % 2) as u32,
                stack: None,
                rows: 1,
                elapsed: Duration::from_nanos(i),
                ended: Instant::now(),
                cost: None,
            });
        }
        assert_eq!(log.len(), n);
        let sums = log.sums();
        assert_eq!(sums.values().map(|sum| sum.count).sum::<u64>(), n);
        assert_eq!(sums[&(0, None)].first, 0);
        assert_eq!(sums[&(1, None)].first, 1);
        assert_eq!(sums[&(0, None)].slowest, Duration::from_nanos(n - 1));
    }

    #[test]
    fn a_value_has_one_number() {
        let texts = Interned::<str>::new();
        assert_eq!(texts.number("a"), texts.number("a"));
        assert_ne!(texts.number("a"), texts.number("b"));
        assert_eq!(texts.value(1).as_deref(), Some("b"));
        assert_eq!(texts.value(2), None);
    }
}
