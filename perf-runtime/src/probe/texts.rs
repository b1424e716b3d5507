//! The numbers of the texts of statements. A thread keeps those of its last texts, and so asks nobody for them.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::log::{Interned, TextId};

/// Texts that a thread keeps.
const KEPT: usize = 64;

/// Texts longer than this are not kept by a thread.
const LONGEST: usize = 4096;

/// Every text that a recorder saw, known by a number.
#[derive(Debug)]
pub(super) struct Texts {
    /// Tells the texts of one recorder from those of all others in this process.
    table: u64,
    texts: Interned<str>,
}

/// What a thread knows of a text.
struct Known {
    table: u64,
    text: Arc<str>,
    number: TextId,
}

thread_local! {
    /// By [`place`].
    static KNOWN: RefCell<[Option<Known>; KEPT]> = const { RefCell::new([const { None }; KEPT]) };
}

impl Texts {
    pub(super) fn new() -> Self {
        static TABLES: AtomicU64 = AtomicU64::new(0);
        Self {
            table: TABLES.fetch_add(1, Ordering::Relaxed),
            texts: Interned::new(),
        }
    }

    pub(super) fn number(&self, text: &str) -> TextId {
        if text.len() > LONGEST {
            return self.texts.number(text);
        }
        let known = KNOWN.try_with(|known| {
            let known = &mut known.borrow_mut()[place(text)];
            let is_it = |known: &&Known| known.table == self.table && *known.text == *text;
            if let Some(known) = known.as_ref().filter(is_it) {
                return known.number;
            }
            let number = self.texts.number(text);
            *known = self.texts.value(number).map(|text| Known {
                table: self.table,
                text,
                number,
            });
            number
        });
        // The thread may be ending.
        known.unwrap_or_else(|_| self.texts.number(text))
    }

    pub(super) fn value(&self, number: TextId) -> Option<Arc<str>> {
        self.texts.value(number)
    }
}

/// Where a thread keeps a text: by its length, its end and its middle, since most begin alike.
fn place(text: &str) -> usize {
    let bytes = text.as_bytes();
    let word = |from: usize| {
        let word = bytes.get(from..).and_then(|bytes| bytes.first_chunk());
        u64::from_le_bytes(*word.unwrap_or(&[0; 8]))
    };
    let end = word(bytes.len().saturating_sub(8));
    let mixed = (end ^ word(bytes.len() / 2).rotate_left(32))
        .wrapping_add(bytes.len() as u64)
        // The 64-bit golden ratio, after Knuth: what differs comes to the top.
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    #[expect(clippy::cast_possible_truncation, reason = "six bits are left")]
    let place = (mixed >> (u64::BITS - KEPT.ilog2())) as usize;
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_in_a_table_whoever_asks() {
        let (one, other) = (Texts::new(), Texts::new());
        let texts: Vec<_> = (0..1000)
            .map(|i| format!("SELECT {i} FROM a WHERE b = {}", i % 7))
            .collect();
        assert_eq!(other.number("SELECT 1"), 0);
        for _ in 0..2 {
            for (text, number) in texts.iter().zip(0..) {
                assert_eq!(one.number(text), number);
            }
        }
        let theirs = std::thread::scope(|scope| {
            let ask = || texts.iter().map(|text| one.number(text)).collect();
            scope.spawn(ask).join()
        });
        let theirs: Vec<u32> = theirs.expect("it does not panic");
        assert!(theirs.into_iter().eq(0..1000));
        assert_eq!(other.number(&texts[5]), 1, "of another table");
        assert_eq!(other.number("SELECT 1"), 0);
        assert_eq!(one.value(5).as_deref(), Some(&*texts[5]));
    }

    #[test]
    fn short_and_long_texts_have_a_place() {
        for text in ["", "a", "COMMIT", "SELECT 12", &"x".repeat(10_000)] {
            assert!(place(text) < KEPT);
            let texts = Texts::new();
            assert_eq!((texts.number(text), texts.number(text)), (0, 0));
        }
    }
}
