//! Loops of known length: where one takes longer than it has been seen to take, the machine is slower than it has been.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What each does, in their order.
pub(crate) const NAMES: [&str; 4] = ["chain", "wide", "256 KiB", "system"];

/// Of each so many pieces are timed.
const PIECES: u32 = 9;

/// All of them, ready to run.
pub(crate) struct References {
    small: Vec<u32>,
}

impl References {
    pub(crate) fn new() -> Self {
        Self {
            small: cycle(256 << 10),
        }
    }

    /// How long each took.
    pub(crate) fn times(&self) -> [Duration; NAMES.len()] {
        [
            time(|| super::arithmetic(2)),
            time(|| wide(2000)),
            time(|| follow(&self.small, 1_000)),
            time(system),
        ]
    }
}

/// The median of the pieces: one that waited for a processor is no slower a machine.
fn time(mut piece: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..PIECES)
        .map(|_| {
            let begun = Instant::now();
            piece();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// As many instructions at once as a processor can: what shares the processor takes from them.
fn wide(turns: u64) {
    let mut states = [1_u64, 2, 3, 4, 5, 6, 7, 8];
    for _ in 0..turns {
        for state in &mut states {
            *state = (*state ^ (*state << 7)).wrapping_add(0x9e37_79b9);
        }
    }
    black_box(states);
}

/// So many bytes, each line of which says which is next, in an order that no processor foresees.
fn cycle(bytes: usize) -> Vec<u32> {
    const LINE: usize = 16;
    let lines = bytes / 64;
    let mut order: Vec<usize> = (0..lines).collect();
    let mut random = fastrand::Rng::with_seed(7);
    random.shuffle(&mut order);
    let mut next = vec![0; lines * LINE];
    for (at, line) in order.iter().enumerate() {
        let after = order[(at + 1) % lines] * LINE;
        next[line * LINE] = u32::try_from(after).expect("a few MiB");
    }
    next
}

fn follow(next: &[u32], steps: u32) {
    let mut at = 0;
    for _ in 0..steps {
        at = next[at as usize];
    }
    black_box(at);
}

/// Questions to the system, and memory got and given back.
fn system() {
    let _ = black_box(fs::metadata("/"));
    let blocks: Vec<Vec<u8>> = (0..8).map(|n| vec![1; 64 << n]).collect();
    black_box(blocks);
}
