use std::future::{Ready, ready};
use std::sync::Mutex;
use std::sync::atomic::AtomicU32;
use std::time::Instant;

use super::*;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
enum Wrong {
    #[error("for now")]
    ForNow,
    #[error("for good")]
    ForGood,
}

impl Transient for Wrong {
    fn is_transient(&self) -> bool {
        *self == Self::ForNow
    }
}

/// Fails so often, then succeeds with the number of the call.
struct Flaky {
    failures: u32,
    made: AtomicU32,
}

impl Flaky {
    fn new(failures: u32) -> Self {
        Self {
            failures,
            made: AtomicU32::new(0),
        }
    }

    fn call(&self) -> Ready<Result<u32, Wrong>> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        ready(if number < self.failures {
            Err(Wrong::ForNow)
        } else {
            Ok(number)
        })
    }
}

/// Next to no pauses.
fn quick() -> Policy {
    Policy {
        first_pause: Duration::from_micros(10),
        ..Policy::default()
    }
}

#[test]
fn each_pause_is_twice_the_one_before() {
    let pauses: Vec<_> = Policy::default().pauses().collect();
    assert_eq!(pauses, [100, 200, 400, 800].map(Duration::from_millis));
}

#[tokio::test]
async fn the_pauses_are_made() {
    let times = Mutex::new(Vec::new());
    let policy = Policy {
        first_pause: Duration::from_millis(5),
        ..Policy::default()
    };
    let failed = Guard::new(policy.clone())
        .call(async || {
            times.lock().unwrap().push(Instant::now());
            Err::<(), _>(Wrong::ForNow)
        })
        .await;
    assert!(
        matches!(failed, Err(Failed::Error(Wrong::ForNow))),
        "{failed:?}"
    );
    let times = times.into_inner().unwrap();
    let made: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(made.len(), 4);
    for (made, asked) in made.into_iter().zip(policy.pauses()) {
        assert!(made >= asked, "{made:?} of {asked:?}");
    }
}

#[tokio::test]
async fn what_fails_for_now_is_repeated_and_what_fails_for_good_is_not() {
    let guard = Guard::new(quick());
    let flaky = Flaky::new(4);
    assert_eq!(guard.call(|| flaky.call()).await.unwrap(), 4);
    let figures = guard.figures();
    assert_eq!(
        (figures.calls, figures.failures, figures.retries),
        (5, 4, 4)
    );

    let failed = guard.call(async || Err::<(), _>(Wrong::ForGood)).await;
    assert!(
        matches!(failed, Err(Failed::Error(Wrong::ForGood))),
        "{failed:?}"
    );
    let figures = guard.figures();
    assert_eq!(
        (figures.calls, figures.failures, figures.retries),
        (6, 4, 4)
    );
}

#[tokio::test]
async fn the_breaker_opens_at_the_fifth_failure_in_a_row() {
    let policy = Policy {
        open_for: Duration::from_hours(1),
        retries: 0,
        ..quick()
    };
    let guard = Guard::new(policy);
    let fail = async || drop(guard.call(async || Err::<(), _>(Wrong::ForNow)).await);
    for _ in 0..4 {
        fail().await;
    }
    // One success, and it begins anew.
    guard.call(async || Ok::<_, Wrong>(())).await.unwrap();
    for _ in 0..4 {
        fail().await;
    }
    assert_eq!(guard.figures().breaker, BreakerState::Closed);
    fail().await;
    assert_eq!(guard.figures().breaker, BreakerState::Open);

    let refused = guard.call(async || Ok::<_, Wrong>(())).await;
    assert!(matches!(refused, Err(Failed::LeftAlone)), "{refused:?}");
    assert_eq!((guard.figures().calls, guard.figures().trips), (10, 1));
}

#[tokio::test]
async fn a_breaker_that_was_open_for_its_time_lets_one_through() {
    let open_for = Duration::from_millis(20);
    let policy = Policy {
        open_for,
        failures: 1,
        retries: 0,
        ..quick()
    };
    let guard = Guard::new(policy);
    let fail = async || guard.call(async || Err::<(), _>(Wrong::ForNow)).await;
    drop(fail().await);
    for trips in 1..3 {
        assert_eq!(guard.figures().trips, trips);
        tokio::time::sleep(open_for * 2).await;
        let through = fail().await;
        assert!(
            matches!(through, Err(Failed::Error(Wrong::ForNow))),
            "{through:?}"
        );
    }
    tokio::time::sleep(open_for * 2).await;
    guard.call(async || Ok::<_, Wrong>(())).await.unwrap();
    assert_eq!(guard.figures().breaker, BreakerState::Closed);
}

#[tokio::test]
async fn a_call_that_never_ends_is_given_up() {
    let policy = Policy {
        time_limit: Duration::from_millis(1),
        ..quick()
    };
    let guard = Guard::new(policy);
    let failed = guard.call(std::future::pending::<Result<(), Wrong>>).await;
    assert!(matches!(failed, Err(Failed::TooSlow(_))), "{failed:?}");
    assert_eq!(guard.figures().calls, 5);
}

#[tokio::test]
async fn so_many_are_made_at_once_and_others_wait_for_their_turn() {
    let policy = Policy {
        at_once: 2,
        ..quick()
    };
    let guard = Guard::new(policy);
    let (now, most) = (AtomicU32::new(0), AtomicU32::new(0));
    let call = async || {
        most.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(1)).await;
        now.fetch_sub(1, Ordering::Relaxed);
        Ok::<_, Wrong>(())
    };
    let all = futures_util::future::join_all((0..20).map(|_| guard.call(call))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(most.into_inner(), 2);
}
