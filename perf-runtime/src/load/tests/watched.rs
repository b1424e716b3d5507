//! What is seen of a load while it runs, and what ends it.

use std::time::Duration;

use super::load;
use crate::fixture::{Iteration, User, load_body};
use crate::load::{Breach, Cause, Counts, LoadPass, Measure};
use crate::options::{AbortOn, Flavor, Options};

const MINUTE: Duration = Duration::from_mins(1);

/// Each user fails at once, and then waits for ever.
const ALL_FAIL: Options = Options {
    users: Some(25),
    duration: Some(MINUTE),
    abort_on: Some(AbortOn {
        error_rate: Some(0.5),
        window: Some(MINUTE),
        after: Some(Duration::from_millis(200)),
        ..AbortOn::NONE
    }),
    ..Options::NONE
};

fn load_in_which_all_fail(options: &Options) -> LoadPass {
    load(options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                if iteration.index > 0 {
                    std::future::pending::<()>().await;
                }
                Err::<(), _>("refused")
            },
        )
    })
}

#[test]
fn a_load_in_which_all_fail_is_ended_early() {
    for runtime in [Flavor::MultiThread, Flavor::CurrentThread] {
        let options = Options {
            runtime: Some(runtime),
            ..ALL_FAIL
        };
        let pass = load_in_which_all_fail(&options);
        let early = pass.load.early.expect("it was ended early");
        let breach = Breach {
            measure: Measure::ErrorRate,
            share: 1.0,
            count: 25,
            of: 25,
        };
        assert_eq!(early.cause, Cause::Aborted(breach));
        assert!(early.after_ms >= 200.0, "{early:?}");
        assert_eq!(early.cut_short, 25, "all of them were in their second");
        // What was cut short is neither an error nor a user that was lost.
        assert_eq!(
            pass.load.counts,
            Counts {
                error: 25,
                ..Counts::default()
            }
        );
        assert_eq!((pass.load.lost_users, pass.stopped), (0, None));
        assert!(pass.notes.is_empty(), "{:?}", pass.notes);
    }
}

#[test]
fn a_load_in_which_few_fail_goes_on_to_its_end() {
    let options = Options {
        duration: Some(Duration::from_millis(700)),
        ..ALL_FAIL
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                if iteration.unique % 10 == 9 {
                    Err("refused")
                } else {
                    Ok(())
                }
            },
        )
    });
    assert_eq!(pass.load.early, None);
    assert!(pass.load.spent_ms >= 700.0 && pass.load.counts.error > 0);
}

#[test]
fn the_time_line_has_every_iteration_and_ends_with_the_load() {
    let options = Options {
        users: Some(5),
        duration: Some(Duration::from_millis(2300)),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                if iteration.unique % 10 == 9 {
                    Err("refused")
                } else {
                    Ok(())
                }
            },
        )
    });
    let (points, counts) = (&pass.load.timeline, pass.load.counts);
    assert!(points.len() >= 3, "{points:?}");
    let sum = |count: fn(&crate::load::Point) -> u64| points.iter().map(count).sum::<u64>();
    assert_eq!(
        (sum(|point| point.ok), sum(|point| point.failed)),
        (counts.ok, counts.error)
    );
    let seconds: f64 = points.iter().map(|point| point.seconds).sum();
    assert!(
        (seconds * 1e3 - pass.load.spent_ms).abs() < 1e-6,
        "{points:?}"
    );
    let first = &points[0];
    assert!(first.ok > 0 && first.p50_ms >= Some(5.0) && first.p99_ms >= first.p50_ms);
    assert!((1..=5).contains(&first.gauges.users), "{first:?}");
    assert!(first.gauges.in_flight <= 5, "{first:?}");
}

/// The thread that watches needs none of the runtime's.
#[test]
fn one_that_blocks_loses_nothing_of_the_others() {
    let options = Options {
        users: Some(2),
        duration: Some(Duration::from_millis(1200)),
        timeout: Some(Duration::from_millis(100)),
        worker_threads: Some(2),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["user", "iteration"],
            |(user, iteration): (User, Iteration)| async move {
                if user.index == 1 && iteration.index == 3 {
                    loop {
                        std::thread::park();
                    }
                }
            },
        )
    });
    let ended: u64 = pass
        .load
        .timeline
        .iter()
        .map(|point| point.ok + point.failed)
        .sum();
    assert_eq!(ended, pass.load.counts.all());
    // The other may wait for the same thread.
    assert!(pass.load.lost_users >= 1 && pass.load.counts.timeout >= 1);
    assert!(pass.load.counts.ok >= 3, "{:?}", pass.load.counts);
}

#[test]
fn arrivals_end_when_the_load_is_ended() {
    let options = Options {
        users: None,
        rate: Some(200.0),
        max_in_flight: Some(50),
        ..ALL_FAIL
    };
    let pass = load_in_which_all_fail(&options);
    let (load, early) = (&pass.load, pass.load.early.expect("it was ended early"));
    assert!(matches!(early.cause, Cause::Aborted(_)), "{early:?}");
    let arrivals = load.arrivals.as_ref().map_or(0, |arrivals| arrivals.all);
    assert_eq!(
        load.counts.error + load.counts.dropped + early.cut_short,
        arrivals,
        "{load:?}"
    );
    assert_eq!(load.health.let_in, Some(arrivals));
    // What would have come in the rest of the minute was not due.
    assert!(load.health.due < Some(200 * 60), "{:?}", load.health);
    let dropped = load.timeline.iter().map(|point| point.dropped);
    assert_eq!(dropped.sum::<u64>(), load.counts.dropped);
}

#[test]
#[cfg(target_os = "linux")]
fn who_had_the_processors_is_known() {
    let options = Options {
        users: Some(1),
        duration: Some(Duration::from_millis(300)),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| async {
            std::hint::black_box((0..20_000_u64).sum::<u64>());
        })
    });
    let health = pass.load.health;
    for share in [health.cpu, health.cpu_of_others, health.waited] {
        assert!(
            share.is_some_and(|share| (0.0..=1.0).contains(&share)),
            "{health:?}"
        );
    }
    assert!(
        health.cpu > Some(0.0),
        "it did nothing but work: {health:?}"
    );
    assert_eq!((health.late_p99_ms, health.due), (None, None));
}
