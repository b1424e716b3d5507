//! The open model: iterations that begin by the clock.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::load;
use crate::fixture::{Iteration, load_body};
use crate::load::{Counts, LoadPass};
use crate::options::{Arrival, Options, Stage, Target, Warmup};
use crate::sync::lock;

const MS: Duration = Duration::from_millis(1);

/// A server that stands still for a second: a fifth of all arrivals of 5 s. Load tools that do not look at when an
/// iteration was to begin hardly see it.
async fn freeze(begun: &'static OnceLock<Instant>) {
    let begun = *begun.get_or_init(Instant::now);
    if (2000 * MS..3000 * MS).contains(&begun.elapsed()) {
        tokio::time::sleep_until((begun + 3000 * MS).into()).await;
    }
}

fn at_200_a_second(in_flight: u64) -> Options {
    Options {
        rate: Some(200.0),
        duration: Some(5000 * MS),
        max_in_flight: Some(in_flight),
        ..Options::NONE
    }
}

/// How much later than that anything is depends on the machine: `--bench load` says how close it comes.
fn assert_stall_is_seen(pass: &LoadPass) {
    let latency = pass.load.latency.as_ref().expect("there are successes");
    for (percentile, least) in [
        (latency.p90_ms, 485.0),
        (latency.p95_ms, 735.0),
        (latency.p99_ms, 935.0),
    ] {
        assert!(percentile >= least, "{latency:?}");
    }
    let counts = Counts {
        ok: 1000,
        ..Counts::default()
    };
    assert_eq!(pass.load.counts, counts);
    assert_eq!(pass.load.arrivals.as_ref().map(|it| it.all), Some(1000));
}

#[test]
fn a_server_that_stands_still_is_seen_with_one_under_way() {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let pass = load(&at_200_a_second(1), |cx| {
        load_body(cx, &[], |()| freeze(&BEGUN))
    });
    assert_stall_is_seen(&pass);
}

#[test]
fn a_server_that_stands_still_is_seen_with_fifty_under_way() {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let pass = load(&at_200_a_second(50), |cx| {
        load_body(cx, &[], |()| freeze(&BEGUN))
    });
    assert_stall_is_seen(&pass);
}

/// As k6 has it: 10 a second for 0.95 s on five slots.
#[test]
fn arrivals_that_find_no_room_are_dropped() {
    let options = Options {
        rate: Some(10.0),
        duration: Some(950 * MS),
        max_in_flight: Some(5),
        timeout: Some(6000 * MS),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| std::future::pending::<()>())
    });
    let expected = Counts {
        timeout: 5,
        dropped: 5,
        ..Counts::default()
    };
    assert_eq!(pass.load.counts, expected);
    assert_eq!(pass.load.arrivals.map(|it| it.all), Some(10));
}

#[test]
fn each_arrival_is_run_once() {
    static SEEN: Mutex<Vec<u64>> = Mutex::new(Vec::new());
    static MOST: AtomicU64 = AtomicU64::new(0);
    static RUNNING: AtomicU64 = AtomicU64::new(0);
    for arrival in [Arrival::Uniform, Arrival::Poisson] {
        lock(&SEEN).clear();
        let options = Options {
            rate: Some(5000.0),
            iterations: Some(1000),
            arrival: Some(arrival),
            max_in_flight: Some(3),
            ..Options::NONE
        };
        let pass = load(&options, |cx| {
            load_body(cx, &["it"], |(it,): (Iteration,)| async move {
                MOST.fetch_max(RUNNING.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                lock(&SEEN).push(it.unique);
                tokio::task::yield_now().await;
                RUNNING.fetch_sub(1, Ordering::SeqCst);
            })
        });
        assert_eq!(pass.load.counts.ok, 1000);
        let seen: HashSet<_> = lock(&SEEN).drain(..).collect();
        assert_eq!(seen, (0..1000).collect(), "each number once");
        assert!(MOST.load(Ordering::SeqCst) <= 3);
    }
}

#[test]
fn a_rate_in_stages_is_kept_and_the_warm_up_is_apart() {
    const STAGES: &[Stage] = &[
        Stage {
            over: Duration::from_millis(400),
            to: Target::Rate(100.0),
        },
        Stage {
            over: Duration::from_millis(500),
            to: Target::Rate(100.0),
        },
    ];
    static FIRST: Mutex<Option<Instant>> = Mutex::new(None);
    let options = Options {
        stages: STAGES,
        warmup: Some(Warmup::Time(200 * MS)),
        max_in_flight: Some(2),
        ..Options::NONE
    };
    let begun = Instant::now();
    let pass = load(&options, |cx| {
        load_body(cx, &["it"], |(it,): (Iteration,)| async move {
            if it.unique == 20 {
                *lock(&FIRST) = Some(Instant::now());
            }
        })
    });
    // 20 at 100/s; then 20 on the way up to it, and 50 at it.
    assert_eq!(pass.load.warmup.map(|it| it.ok), Some(20));
    assert_eq!(pass.load.counts.ok, 70);
    // The first of a ramp from 0 is there when the area under it is 1. The last one before it came after 190 ms.
    let first = lock(&FIRST).expect("it was run");
    assert!(first - begun >= (200 + 89) * MS, "{:?}", first - begun);
}

/// What cannot be reached ends on time all the same, and what was asked for is told.
#[test]
fn a_rate_that_cannot_be_reached() {
    let options = Options {
        rate: Some(2000.0),
        duration: Some(200 * MS),
        max_in_flight: Some(1),
        timeout: Some(400 * MS),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| tokio::time::sleep(10 * MS))
    });
    let counts = pass.load.counts;
    assert_eq!(pass.load.arrivals.map(|it| it.all), Some(400));
    assert_eq!(counts.all() + counts.dropped, 400);
    assert!(counts.dropped > 300 && counts.ok > 0, "{counts:?}");
    assert_eq!((pass.stopped, pass.load.lost_users), (None, 0));
}
