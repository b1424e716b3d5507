//! Every iteration is made, and counted once.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::load;
use crate::assess;
use crate::fixture::{Iteration, load_body};
use crate::load::Counts;
use crate::options::{Flavor, Options};
use crate::sync::lock;
use crate::verdict::Status;

#[test]
fn a_thousand_iterations_of_twenty_users_are_a_thousand() {
    static RUNNING: AtomicU64 = AtomicU64::new(0);
    static MOST: AtomicU64 = AtomicU64::new(0);
    static SEEN: Mutex<Vec<Iteration>> = Mutex::new(Vec::new());
    let options = Options {
        users: Some(20),
        iterations: Some(1000),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                MOST.fetch_max(RUNNING.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                lock(&SEEN).push(iteration);
                tokio::task::yield_now().await;
                RUNNING.fetch_sub(1, Ordering::SeqCst);
            },
        )
    });
    assert_eq!(pass.stopped, None);
    assert_eq!(
        pass.load.counts,
        Counts {
            ok: 1000,
            ..Counts::default()
        }
    );
    assert_eq!(pass.load.asked_iterations, Some(1000));
    assert!(MOST.load(Ordering::SeqCst) <= 20);

    let seen = lock(&SEEN);
    let unique: HashSet<_> = seen.iter().map(|iteration| iteration.unique).collect();
    assert_eq!(unique, (0..1000).collect(), "each number once");
    let of_users: HashSet<_> = seen.iter().map(|it| (it.user, it.index)).collect();
    assert_eq!(of_users.len(), 1000, "each number of a user once");
    assert!(seen.iter().all(|iteration| iteration.user.index < 20));
}

#[test]
fn a_million_iterations_lose_none() {
    const N: u64 = 1_000_000;
    static MADE: AtomicU64 = AtomicU64::new(0);
    let options = Options {
        users: Some(50),
        iterations: Some(N),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| async {
            MADE.fetch_add(1, Ordering::Relaxed);
        })
    });
    assert_eq!(
        (
            pass.load.counts.all(),
            pass.load.counts.ok,
            MADE.load(Ordering::Relaxed)
        ),
        (N, N, N)
    );
    // What is kept does not grow with the number of iterations.
    assert!(pass.runs.len() < 8, "{}", pass.runs.len());
}

#[test]
fn every_second_call_fails() {
    let options = Options {
        users: Some(4),
        iterations: Some(100),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                if iteration.unique % 2 == 1 {
                    Err(format!("no paper in tray {}", iteration.unique))
                } else {
                    Ok(())
                }
            },
        )
    });
    assert_eq!(
        pass.load.counts,
        Counts {
            ok: 50,
            error: 50,
            ..Counts::default()
        }
    );
    // An error's text is as `#[test]` would print it.
    let [message] = &pass.load.messages[..] else {
        panic!("{:?}", pass.load.messages)
    };
    assert_eq!(
        (message.count, &*message.example),
        (50, "\"no paper in tray 1\"")
    );
}

#[test]
fn a_quarter_of_errors_is_at_the_limit_of_a_quarter() {
    let options = Options {
        users: Some(3),
        iterations: Some(100),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                if iteration.unique % 4 == 0 {
                    Err("refused")
                } else {
                    Ok(())
                }
            },
        )
    });
    for (limit, status) in [
        (Some(0.25), Status::Ok),
        (Some(0.249), Status::Fail),
        (None, Status::Fail),
    ] {
        let options = Options {
            max_error_rate: limit,
            ..options
        };
        let findings = assess::load::findings(&options, &pass.load);
        assert_eq!(
            (&*findings[0].budget, findings[0].status),
            ("max_error_rate", status),
            "{limit:?}"
        );
    }
}

#[test]
fn panics_are_told_from_errors() {
    let options = Options {
        users: Some(2),
        iterations: Some(10),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                assert!(iteration.unique != 3, "the shelf is empty");
            },
        )
    });
    assert_eq!(
        pass.load.counts,
        Counts {
            ok: 9,
            panic: 1,
            ..Counts::default()
        }
    );
    assert_eq!(pass.load.messages[0].example, "the shelf is empty");
    assert_eq!(pass.panics.len(), 1);
    assert!(
        pass.panics[0].place.contains("counts.rs"),
        "{:?}",
        pass.panics
    );
}

#[test]
fn a_body_that_never_ends_is_given_up() {
    let options = Options {
        users: Some(2),
        iterations: Some(4),
        timeout: Some(Duration::from_millis(20)),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| std::future::pending::<()>())
    });
    assert_eq!(
        pass.load.counts,
        Counts {
            timeout: 4,
            ..Counts::default()
        }
    );
    assert_eq!((pass.load.latency, pass.stopped), (None, None));
}

#[test]
fn a_body_that_never_awaits_stops_when_the_time_is_up() {
    for runtime in [Flavor::MultiThread, Flavor::CurrentThread] {
        let options = Options {
            users: Some(50),
            duration: Some(Duration::from_secs(1)),
            runtime: Some(runtime),
            ..Options::NONE
        };
        let pass = load(&options, |cx| {
            load_body(cx, &[], |()| async {
                std::thread::sleep(Duration::from_millis(1));
            })
        });
        assert_eq!(pass.stopped, None);
        assert!(pass.load.counts.ok > 0 && pass.load.counts.failed() == 0);
        // Far more than it takes: it is about an end, not about how soon.
        assert!(
            pass.load.spent_ms < 30_000.0,
            "{runtime:?}: {}",
            pass.load.spent_ms
        );
        assert!(pass.load.throughput > 0.0);
    }
}
