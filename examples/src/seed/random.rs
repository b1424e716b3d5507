//! Choices that are the same for the same seed, on every machine and with every release.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

/// A stream of choices.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// The stream of a table: more rows of one table leave those of the others as they are.
    pub(super) fn new(seed: u64, table: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(table);
        Self(rng)
    }

    /// A number below `end`, which is above 0.
    pub(super) fn below(&mut self, end: i64) -> i64 {
        self.0.random_range(0..end)
    }

    /// Whether something happens that happens `share` times of `of`.
    pub(super) fn happens(&mut self, share: u32, of: u32) -> bool {
        self.0.random_ratio(share, of)
    }

    pub(super) fn one_of(&mut self, choices: &[&'static str]) -> &'static str {
        // The same draw whatever the size of a pointer is.
        let count = u32::try_from(choices.len()).expect("a short list");
        choices[self.0.random_range(0..count) as usize]
    }

    /// So many sentences.
    pub(super) fn text(&mut self, sentences: i64) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.one_of(&SENTENCES));
        }
        text
    }
}

const SENTENCES: [&str; 16] = [
    "The list has to load within half a second on a slow line.",
    "Somebody who signs in sees the work of the last week first.",
    "An import of ten thousand rows must not stop anybody else's work.",
    "What was deleted can be brought back for thirty days.",
    "Every change leaves a record of who made it and when.",
    "The export has the columns in the order of the page.",
    "A search finds a title by its beginning.",
    "Two people who edit the same text are told of each other.",
    "The figures of a month stay as they were when it was closed.",
    "A notice is sent once, also when the job runs twice.",
    "Prices are shown in the currency of the customer.",
    "The page can be used with a keyboard alone.",
    "Attachments are limited to twenty megabytes each.",
    "An address is checked before the order is taken.",
    "The report is made at night and is ready at six.",
    "Without a network the last known state is shown.",
];
