//! What the counting allocator adds to an allocation, beside others that count, and what it costs to enter a case's thread.
//!
//! `cargo bench -p perf-runtime --all-features --bench alloc`. Prints nanoseconds for an allocation and a free of 64 bytes on one thread and
//! on two at once, each beside the system's allocator in the same rounds. The allocators are called as they are, one after the
//! other in short rounds; of each the least of many rounds is taken, since noise only adds time. Of two threads only rounds count
//! in which both ran at the same time.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(
    clippy::print_stderr,
    reason = "its result; what cases print goes to standard output"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::{black_box, spin_loop};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use divan::AllocProfiler;
use perf_runtime::__private::{
    Body, Case, Ignore, Options, Registered, ShouldPanic, inventory, perf_body, run_test,
};
use perf_runtime::Counting;
use stats_alloc::StatsAlloc;

/// Rounds of each allocator, and for how long two threads look for rounds in which they run at once.
const ROUNDS: usize = 3000;
const LONGEST: Duration = Duration::from_secs(30);

/// Pairs of an allocation and a free in a round: about 20 microseconds, so that many rounds are not interrupted.
const PAIRS: u32 = 2000;
const PAIRS_OF_DHAT: u32 = 20;

/// Polls in a round.
const POLLS: u32 = 100;

/// How long one of two threads waits before it lets others run.
const SPINS: u32 = 10_000;

/// How much of a round of two threads they must run at once.
const AT_ONCE: f64 = 0.9;

static SYSTEM: System = System;
static COUNTING: Counting<System> = Counting::new(System);
static STATS_ALLOC: StatsAlloc<System> = StatsAlloc::system();
static DHAT: dhat::Alloc = dhat::Alloc;
static DIVAN: AllocProfiler = AllocProfiler::system();

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
        timeout: Some(Duration::from_mins(10)),
        ..Options::NONE
    },
    body: Body::Perf(|cx| perf_body(cx, &[], |()| in_a_case())),
};
inventory::submit! { Registered(&CASE) }

/// One way to allocate.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    pairs: u32,
    run: fn(u32),
}

const fn way(name: &'static str, run: fn(u32)) -> Way {
    let pairs = PAIRS;
    Way { name, pairs, run }
}

/// The first is what the others are compared with.
const OUTSIDE: [Way; 6] = [
    way("the system's", |pairs| all(&SYSTEM, pairs)),
    way("counted, on a thread of no case", |pairs| {
        all(&COUNTING, pairs);
    }),
    way("the same, installed, by Box", boxes),
    way("divan's AllocProfiler", |pairs| all(&DIVAN, pairs)),
    way("stats_alloc", |pairs| all(&STATS_ALLOC, pairs)),
    Way {
        name: "dhat, in its testing mode",
        pairs: PAIRS_OF_DHAT,
        run: |pairs| all(&DHAT, pairs),
    },
];

const INSIDE: [Way; 3] = [
    OUTSIDE[0],
    Way {
        name: "counted, on a thread of a case",
        ..OUTSIDE[1]
    },
    OUTSIDE[2],
];

fn main() {
    run_test(module_path!(), "case", CASE.line);
    let _profiler = dhat::Profiler::builder().testing().build();
    let turns = Arc::new(Turns::default());
    let sides = [(); 2].map(|()| {
        let turns = Arc::clone(&turns);
        thread::spawn(move || turns.side(&OUTSIDE))
    });
    let sides = sides.map(|side| side.join().expect("the thread ends"));
    tell("outside of a case", &OUTSIDE, &one(&OUTSIDE), &sides);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let polls = runtime.expect("a runtime").block_on(polls());
    eprintln!(
        "\n{:<33} {polls:9.1} ns",
        "a poll of a task outside of a case"
    );
}

async fn in_a_case() {
    let turns = Arc::new(Turns::default());
    let sides = [(); 2].map(|()| {
        let turns = Arc::clone(&turns);
        // A thread of the case's runtime.
        tokio::task::spawn_blocking(move || turns.side(&INSIDE))
    });
    let sides = futures_util::future::try_join_all(sides).await;
    let sides = sides.expect("the threads end");
    tell("in a case", &INSIDE, &one(&INSIDE), &sides);
    eprintln!(
        "\n{:<33} {:9.1} ns",
        "a poll of a case's body",
        polls().await
    );
    let span = tracing::Span::current();
    let visits = thread::spawn(move || visits(&span)).join();
    let visits = visits.expect("the thread ends");
    eprintln!("{:<33} {visits:9.1} ns", "a visit of a driver's thread");
}

/// Nanoseconds for a poll that only asks for the next one: the least of many rounds.
async fn polls() -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for _ in 0..POLLS {
            tokio::task::yield_now().await;
        }
        least = least.min(begun.elapsed().as_secs_f64() * 1e9 / f64::from(POLLS));
    }
    least
}

/// Nanoseconds for what a driver's thread does for each statement: it enters the span of the case, and leaves it.
fn visits(span: &tracing::Span) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for _ in 0..POLLS {
            span.in_scope(|| black_box(()));
        }
        least = least.min(begun.elapsed().as_secs_f64() * 1e9 / f64::from(POLLS));
    }
    least
}

/// Nanoseconds of each way, on one thread: the least of many rounds, taken in turn.
fn one(ways: &[Way]) -> Vec<f64> {
    let mut least = vec![f64::INFINITY; ways.len()];
    for _ in 0..ROUNDS {
        for (least, way) in least.iter_mut().zip(ways) {
            *least = least.min(each(way, round(way)));
        }
    }
    least
}

/// When a round began and when it ended.
type Round = (Instant, Instant);

fn round(way: &Way) -> Round {
    let begun = Instant::now();
    (way.run)(way.pairs);
    (begun, Instant::now())
}

fn each(way: &Way, (begun, ended): Round) -> f64 {
    (ended - begun).as_secs_f64() * 1e9 / f64::from(way.pairs)
}

/// Where two threads wait for each other.
#[derive(Default)]
struct Turns(AtomicUsize);

impl Turns {
    fn side(&self, ways: &[Way]) -> Vec<Round> {
        let begun = Instant::now();
        let mut rounds = Vec::with_capacity(ROUNDS * ways.len());
        for (turn, way) in (1..=ROUNDS * ways.len()).zip(ways.iter().cycle()) {
            self.0.fetch_add(1, Ordering::AcqRel);
            let mut waits = 0;
            while self.0.load(Ordering::Acquire) < 2 * turn {
                // Where others want the processor, the thread that is waited for may be one of them.
                waits += 1;
                if waits > SPINS {
                    if begun.elapsed() > LONGEST {
                        return rounds;
                    }
                    thread::yield_now();
                }
                spin_loop();
            }
            rounds.push(round(way));
        }
        rounds
    }
}

/// Nanoseconds of the slower of two threads, in the best of the rounds in which they ran at once.
fn two(ways: &[Way], sides: &[Vec<Round>]) -> Vec<f64> {
    let mut least = vec![f64::INFINITY; ways.len()];
    let pairs = sides[0].iter().zip(&sides[1]);
    for (index, (one, other)) in pairs.enumerate() {
        let together = one
            .1
            .min(other.1)
            .saturating_duration_since(one.0.max(other.0));
        let longer = (one.1 - one.0).max(other.1 - other.0);
        if together.as_secs_f64() >= AT_ONCE * longer.as_secs_f64() {
            let way = index % ways.len();
            let slower = each(&ways[way], *one).max(each(&ways[way], *other));
            least[way] = least[way].min(slower);
        }
    }
    least
}

fn tell(place: &str, ways: &[Way], one: &[f64], sides: &[Vec<Round>]) {
    eprintln!("\n{place:<33} {:>20}  {:>20}", "one thread", "two threads");
    let two = two(ways, sides);
    for ((way, alone), at_once) in ways.iter().zip(one).zip(&two) {
        eprintln!(
            "{:<33} {alone:9.2} ns  {:5.2} x  {at_once:9.2} ns  {:5.2} x",
            way.name,
            alone / one[0],
            at_once / two[0],
        );
    }
}

#[inline]
fn all<A: GlobalAlloc>(allocator: &A, pairs: u32) {
    let layout = Layout::new::<[u8; 64]>();
    for _ in 0..pairs {
        // SAFETY: the layout is not of size zero, and the memory is freed once, with the layout that it was taken with.
        unsafe {
            let memory = black_box(allocator.alloc(layout));
            allocator.dealloc(memory, layout);
        }
    }
}

fn boxes(pairs: u32) {
    for _ in 0..pairs {
        drop(black_box(Box::<[u8; 64]>::new_uninit()));
    }
}
