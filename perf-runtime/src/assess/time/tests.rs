//! What becomes of runs that waited, or that ran on a slower machine.

use super::*;
use crate::measurement::examples::run;
use crate::probe::speed::Pace;

const LIMIT_MS: u64 = 10;

fn timing() -> Timing {
    let options = Options {
        max_ms: Some(LIMIT_MS as f64),
        verdict: Some(Rule::Strict),
        ..Options::NONE
    };
    let (_, open) = open(&options, &[]);
    open.into_iter().next().expect("one limit")
}

/// A run that did nothing but work, and wait for a processor.
fn took(elapsed_us: u64, waited_us: u64) -> Run {
    Run {
        elapsed: Duration::from_micros(elapsed_us),
        waited: Duration::from_micros(waited_us),
        pace: Some(Pace {
            reference: Duration::from_micros(30),
            worked: Duration::from_micros(elapsed_us - waited_us),
        }),
        ..run(&[])
    }
}

/// Of runs that are all the same: the verdict, and what is said of it.
fn judged(elapsed_us: u64, waited_us: u64, slowdown: f64) -> (Status, String) {
    let mut timing = timing();
    let run = took(elapsed_us, waited_us);
    while !timing.is_done() {
        timing.push(&run, slowdown);
    }
    let finding = timing.finding(&[run], None);
    (finding.status, finding.text)
}

#[test]
fn a_run_is_held_to_what_it_would_have_taken_at_the_usual_speed() {
    use Status::{Fail, Inconclusive, Ok};
    // In microseconds, against 10 ms.
    for (elapsed, waited, slowdown, expected) in [
        (9_900, 0, 1.0, Ok),
        (9_900, 0, 1.8, Ok),
        (10_100, 0, 1.0, Fail),
        (15_900, 0, 1.6, Inconclusive),
        (16_100, 0, 1.6, Fail),
        // Twice the limit is over at the most that is put down to a machine.
        (20_000, 0, 1.8, Fail),
        // It waited, but not for long.
        (10_100, 150, 1.0, Fail),
        (16_100, 200, 1.6, Inconclusive),
        (14_000, 2_000, 1.0, Inconclusive),
        (17_100, 2_000, 1.0, Fail),
        // One that waited is judged by its waiting alone.
        (17_100, 2_000, 1.6, Fail),
    ] {
        let (status, text) = judged(elapsed, waited, slowdown);
        assert_eq!(status, expected, "{elapsed}, {waited}, {slowdown}: {text}");
    }
}

/// Of 12 ms, at a slowdown of 1.5.
#[test]
fn only_what_worked_is_slower() {
    for (worked_us, is_set_aside) in [(0, false), (5_900, false), (6_100, true), (60_000, true)] {
        let worked = Duration::from_micros(worked_us);
        let run = took(12_000, 0);
        let pace = run.pace.map(|pace| Pace { worked, ..pace });
        let doubt = timing().doubt(&Run { pace, ..run }, 1.5);
        assert_eq!(doubt, is_set_aside.then_some(Doubt::Slow), "{worked_us}");
    }
}

#[test]
fn why_nothing_is_known_is_said() {
    assert_eq!(
        judged(15_900, 0, 1.62).1,
        "15.9 ms of 10 ms once; not judged, the machine was up to 1.6 times slower than usual in 31 runs"
    );
    assert_eq!(
        judged(14_000, 2_000, 1.0).1,
        "14.0 ms of 10 ms once; not judged, 31 runs of it had to wait for a processor"
    );
    let mut timing = timing();
    let run = took(14_000, 2_000);
    while !timing.is_done() {
        timing.push(&run, 1.0);
        timing.push(&took(14_000, 0), 1.5);
    }
    assert_eq!(
        timing.finding(&[run], None).text,
        "14.0 ms of 10 ms once; not judged, 16 runs of it had to wait for a processor, and the machine was up to 1.5 times slower \
         than usual in 15 runs"
    );
}

#[test]
fn what_was_set_aside_is_part_of_the_evidence() {
    let mut timing = timing();
    for (elapsed, waited, slowdown) in [(14_000, 0, 1.5), (12_000, 0, 1.3), (14_000, 2_000, 1.0)] {
        timing.push(&took(elapsed, waited), slowdown);
    }
    let run = took(12_000, 0);
    while !timing.is_done() {
        timing.push(&run, 1.0);
    }
    let finding = timing.finding(&[run], None);
    assert_eq!(
        (finding.status, finding.text.as_str()),
        (
            Status::Fail,
            "12.0 ms of 10 ms: 10 of 10 runs over, fastest 12.0 ms, 1 more set aside on a busy processor, 2 more set aside on a \
             machine up to 1.5 times slower than usual"
        )
    );
}
