//! What the counting allocator adds to an allocation, and a look at the counters to a run.
//!
//! `cargo bench -p perf-runtime --bench alloc`. Prints nanoseconds for an allocation and a free of 64 bytes on one thread and on two
//! at once: by the system's allocator, through the probe on threads of a case, and through it on a thread of none. Taken in turn; of each the
//! least of many rounds, since noise only adds time.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(
    clippy::print_stderr,
    reason = "its result; what cases print goes to standard output"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::{Arc, Barrier};
use std::time::Instant;

use perf_runtime::__private::{
    Body, Case, Flavor, Ignore, Options, Registered, ShouldPanic, inventory, perf_body, run_test,
};
use perf_runtime::Counting;

/// Pairs of an allocation and a free in a round, and rounds.
const PAIRS: u32 = 100_000;
const ROUNDS: usize = 60;

static SYSTEM: System = System;
static COUNTING: Counting<System> = Counting::new(System);

static CASE: Case = Case {
    name: "case",
    module: module_path!(),
    file: file!(),
    line: line!(),
    manifest_dir: env!("CARGO_MANIFEST_DIR"),
    package: env!("CARGO_PKG_NAME"),
    ignore: Ignore::No,
    should_panic: ShouldPanic::No,
    options: Options {
        runtime: Some(Flavor::MultiThread),
        worker_threads: Some(2),
        ..Options::NONE
    },
    body: Body::Perf(|cx| perf_body(cx, &[], |()| in_a_case())),
};
inventory::submit! { Registered(&CASE) }

fn main() {
    run_test(module_path!(), "case", CASE.line);
    let [system, counting] = least([&|| round(&SYSTEM), &|| round(&COUNTING)]);
    tell("on a thread of no case", system, counting);
}

async fn in_a_case() {
    let [system, counting] = least([&|| round(&SYSTEM), &|| round(&COUNTING)]);
    tell("on one thread of a case", system, counting);
    let mut most = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        most[0] = most[0].min(two(&SYSTEM).await);
        most[1] = most[1].min(two(&COUNTING).await);
    }
    tell("on two threads of a case", most[0], most[1]);
}

fn tell(place: &str, system: f64, counting: f64) {
    eprintln!(
        "{place}: the system's {system:.2} ns, counted {counting:.2} ns: {:.2} x",
        counting / system
    );
}

/// The least of many rounds of each, taken in turn.
fn least(rounds: [&dyn Fn() -> f64; 2]) -> [f64; 2] {
    let mut least = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        for (least, round) in least.iter_mut().zip(rounds) {
            *least = least.min(round());
        }
    }
    least
}

/// Nanoseconds for a pair, on two threads at once: those of the slower one.
async fn two<A: GlobalAlloc + Sync>(allocator: &'static A) -> f64 {
    let barrier = Arc::new(Barrier::new(2));
    let threads = [(); 2].map(|()| {
        let barrier = Arc::clone(&barrier);
        tokio::task::spawn_blocking(move || {
            barrier.wait();
            round(allocator)
        })
    });
    let mut slower = 0.0;
    for thread in threads {
        slower = f64::max(slower, thread.await.expect("the thread ends"));
    }
    slower
}

/// Nanoseconds for a pair.
fn round<A: GlobalAlloc>(allocator: &A) -> f64 {
    let layout = Layout::new::<[u8; 64]>();
    let begun = Instant::now();
    for _ in 0..PAIRS {
        // SAFETY: the layout is not of size zero, and the memory is freed once, with the layout that it was taken with.
        unsafe {
            let memory = black_box(allocator.alloc(layout));
            allocator.dealloc(memory, layout);
        }
    }
    begun.elapsed().as_secs_f64() * 1e9 / f64::from(PAIRS)
}
