//! The sum of parts is what one recorder would have had of all.

use std::time::{Duration, Instant, UNIX_EPOCH};

use super::*;
use crate::fixture::{Iteration, User};
use crate::load::hlog;
use crate::load::moment::Moment;
use crate::load::plan::Plan;
use crate::load::portion::Start;
use crate::load::tally::{Ended, Limits, Tally};
use crate::load::tests::statements;
use crate::load::timeline::Gauges;
use crate::load::worst::nanos;
use crate::measurement::Ending;
use crate::options::Options;
use crate::probe::Recorder;
use crate::probe::memory::Polled;
use crate::probe::scope::Seen;

const OPTIONS: Options = Options {
    users: Some(8),
    iterations: Some(60),
    percentiles: &[(95.0, 40.0), (50.0, 10.0)],
    ..Options::NONE
};

/// An iteration of this number that took so long.
fn ended<'a>(unique: u64, elapsed: Duration, ending: &'a Ending, seen: &'a Seen) -> Ended<'a> {
    Ended {
        iteration: Iteration {
            user: User { index: unique % 8 },
            index: unique / 8,
            unique,
        },
        origin: Instant::now(),
        begun: Moment::default(),
        delay: None,
        at: Moment::default(),
        ns: nanos(elapsed),
        ending,
        taken: Some(Polled::default()),
        seen,
    }
}

/// What a process has of iterations that ended after so many milliseconds, well or not, in two seconds from this moment on.
pub(crate) fn part(options: &Options, ended: &[(u64, bool)], began_at: f64) -> Portion {
    let ended = (0..).zip(ended).map(|(unique, (ms, is_ok))| {
        let ending = if *is_ok {
            Ending::Ok
        } else {
            Ending::Error("out of paper".to_owned())
        };
        (unique, Duration::from_millis(*ms), ending)
    });
    recorded(options, ended, Duration::from_secs(2), began_at)
}

fn recorded(
    options: &Options,
    iterations: impl Iterator<Item = (u64, Duration, Ending)>,
    spent: Duration,
    began_at: f64,
) -> Portion {
    let recorder = Recorder::new(0);
    let limits = Limits::of(options);
    let mut tally = Tally::default();
    for (unique, elapsed, ending) in iterations {
        let seen = Seen {
            log: statements(&recorder, &[("SELECT a FROM b", unique % 4, 2)]),
            ..Seen::default()
        };
        tally.record(&ended(unique, elapsed, &ending, &seen), &limits, &recorder);
    }
    let plan = Plan::of(options, "case");
    let start = Start {
        at: UNIX_EPOCH + Duration::from_secs_f64(began_at),
        asked: None,
    };
    let load = Load {
        breakdown: Breakdown::of(&tally, &limits, &recorder),
        ..Load::of(&plan, &limits, &tally, spent)
    };
    let mut seconds = vec![(0, Distribution::coarse()), (1, Distribution::coarse())];
    let mut timeline = Vec::new();
    for (second, times) in &mut seconds {
        times.add(tally.successes());
        timeline.push(Point {
            at_s: *second,
            seconds: 1.0,
            ok: times.count(),
            failed: 0,
            dropped: 0,
            throughput: times.count() as f64,
            p50_ms: Some(times.percentile(50.0) as f64 / 1e6),
            p99_ms: Some(times.percentile(99.0) as f64 / 1e6),
            pool_waiting: None,
            gauges: Gauges::default(),
        });
    }
    let load = Load { timeline, ..load };
    Portion::of(plan.id(), start, load, &tally, None, seconds)
}

/// Iterations unlike their neighbours, one in five of which fails.
fn portion(numbers: impl Iterator<Item = u64>, seconds: u64, began_at: f64) -> Portion {
    let iterations = numbers.map(|unique| {
        let ending = match unique % 5 {
            4 => Ending::Error(format!("no user {unique}")),
            _ => Ending::Ok,
        };
        (unique, Duration::from_micros(1001 * unique), ending)
    });
    recorded(&OPTIONS, iterations, Duration::from_secs(seconds), began_at)
}

fn of(index: u64, portion: &Portion) -> Of<'_> {
    (Shard { index, of: 3 }, portion)
}

/// What must come out the same; the order of sums of fractions may change their last digits.
fn rounded(mut load: Load) -> serde_json::Value {
    for shape in &mut load.breakdown.shapes {
        shape.total_ms = shape.total_ms.round();
    }
    load.throughput = load.throughput.round();
    serde_json::to_value(load).expect("it can be written")
}

#[test]
fn the_sum_is_what_one_process_would_have_seen() {
    let whole = portion(0..60, 3, 5.0);
    let parts = [0, 1, 2].map(|first| portion((first..60).step_by(3), 3, 5.0));
    let of_parts: Vec<_> = (1..)
        .zip(&parts)
        .map(|(index, part)| of(index, part))
        .collect();
    let sum = sum(&of_parts).expect("there are parts");
    let expected = super::sum(&[of(1, &whole)]).expect("it is one");
    // Each of the three was asked for all users here.
    let sum = Load {
        users: expected.users,
        asked_iterations: expected.asked_iterations,
        health: expected.health,
        ..sum
    };
    assert_eq!(rounded(sum), rounded(expected.clone()));
    // And of one part it is what that one told.
    assert_eq!(expected.latency, whole.load.latency);
    assert_eq!(expected.limits, whole.load.limits);
    assert_eq!(expected.breakdown, whole.load.breakdown);
    assert_eq!(expected.timeline, whole.load.timeline);
    assert_eq!((expected.counts.ok, expected.counts.error), (48, 12));
    assert_eq!((expected.queries.all, expected.queries.max), (90, 3));
    assert_eq!(expected.messages[0].count, 12);
    assert!((expected.throughput - 16.0).abs() < 1e-9);
}

#[test]
fn a_log_holds_the_histograms_exactly() {
    let portions = [
        portion(0..40, 2, 1_800_000_000.25),
        portion(40..60, 2, 1_800_000_060.0),
    ];
    let mut log = Vec::new();
    hlog::write(&portions, &mut log).expect("a vector takes everything");
    let json = serde_json::to_string(&portions).expect("it can be written");
    let mut read: [Portion; 2] = serde_json::from_str(&json).expect("it was written");
    assert!(read[0].distributions.is_empty(), "they are in the log");
    hlog::read(&mut read, &log).expect("it was written");
    let all = |portions: &[Portion; 2]| {
        let parts = [of(1, &portions[0]), of(2, &portions[1])];
        rounded(sum(&parts).expect("there are two"))
    };
    assert_eq!(all(&read), all(&portions));
    let text = String::from_utf8(log).expect("it is text");
    for line in [
        "Tag=1.ok,1800000000.250,2.000,38.044,HIST",
        "Tag=1.second.1,1800000001.250,1.000,",
    ] {
        assert!(text.contains(&format!("\n{line}")), "no {line} in\n{text}");
    }
}

#[test]
fn a_log_that_is_not_the_one_is_told() {
    let portions = [portion(0..40, 2, 5.0)];
    let mut log = Vec::new();
    hlog::write(&portions, &mut log).expect("a vector takes everything");
    let log = String::from_utf8(log).expect("it is text");
    let read = |of: &Portion, log: &str| {
        let mut of = [Portion {
            distributions: BTreeMap::new(),
            ..of.clone()
        }];
        hlog::read(&mut of, log.as_bytes()).map_err(|error| error.to_string())
    };
    assert_eq!(read(&portions[0], &log), Ok(()));
    let lines: Vec<_> = log.lines().filter(|line| !line.contains("1.ok")).collect();
    let without = lines.join("\n") + "\n";
    for (of, log, told) in [
        (
            &portions[0],
            without.as_str(),
            "it has no histogram `1.ok`, of which the record speaks",
        ),
        (
            &portions[0],
            &log.replace("HISTFA", "AAAAFA"),
            "its histogram `1.allocations` cannot be read",
        ),
        (
            &portions[0],
            "nothing",
            "it is no log of HDR histograms from byte 0 on",
        ),
        (
            &portion(0..41, 2, 5.0),
            &log,
            "its histogram `1.allocations` is not the one that the record speaks of",
        ),
    ] {
        let error = read(of, log).expect_err(told);
        assert!(error.starts_with(told), "{error} for {told}");
    }
}

#[test]
fn shards_that_began_apart_are_told_and_the_worst_off_speaks_for_all() {
    let mut parts = [
        portion(0..20, 4, 5.0),
        portion(20..40, 3, 5.09),
        portion(40..60, 3, 5.0),
    ];
    let health = |parts: &[Portion; 3]| {
        let of_parts: Vec<_> = (1..)
            .zip(parts)
            .map(|(index, part)| of(index, part))
            .collect();
        let sum = sum(&of_parts).expect("there are parts");
        (
            sum.health.shard,
            sum.health.apart_ms.map(f64::round),
            sum.health.trouble().is_some(),
        )
    };
    assert_eq!(health(&parts), (Some(1), None, false));
    parts[1].load.health = Health {
        late_p99_ms: Some(9.0),
        ..Health::default()
    };
    parts[2].load.health = Health {
        let_in: Some(1),
        due: Some(90),
        ..Health::default()
    };
    assert_eq!(health(&parts), (Some(3), None, true));
    parts[1].began_at = 5.2;
    assert_eq!(health(&parts), (Some(3), Some(200.0), true));
    // Of a longer load, less is missing.
    parts[0].load.spent_ms = 30_000.0;
    assert_eq!(health(&parts).1, None);
}
