//! Processes that make a load together, one after the other here.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::case;
use crate::fixture::{Iteration, User, load_body};
use crate::load::shard::{Role, Shard};
use crate::load::{LoadPass, Of, Portion, run_as, sum};
use crate::options::{Options, Warmup};
use crate::sync::lock;

const SHARDS: u64 = 3;

/// All shards of this load, and what each iteration was.
fn all(options: &Options) -> (Vec<(Shard, Portion)>, Vec<Iteration>) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    static SEEN: Mutex<Vec<Iteration>> = Mutex::new(Vec::new());
    let _turn = lock(&ONE_AT_A_TIME);
    lock(&SEEN).clear();
    let case = case(options, |cx| {
        load_body(
            cx,
            &["iteration", "user"],
            |(iteration, user): (Iteration, User)| async move {
                assert_eq!(iteration.user, user);
                lock(&SEEN).push(iteration);
                tokio::task::yield_now().await;
            },
        )
    });
    let portions = (1..=SHARDS).map(|index| {
        let shard = Shard { index, of: SHARDS };
        let role = Role {
            shard,
            start_at: None,
        };
        let LoadPass {
            portion, stopped, ..
        } = run_as(case, options, Some(role));
        assert_eq!(stopped, None);
        (shard, portion.expect("it measured something"))
    });
    let portions = portions.collect();
    (portions, lock(&SEEN).clone())
}

fn sum_of(portions: &[(Shard, Portion)]) -> crate::load::Load {
    let parts = portions.iter().map(|(shard, portion)| (*shard, portion));
    sum(&parts.collect::<Vec<Of<'_>>>()).expect("there are parts")
}

#[test]
fn users_and_iterations_are_those_of_the_whole() {
    let (portions, seen) = all(&Options {
        users: Some(8),
        iterations: Some(100),
        warmup: Some(Warmup::Runs(2)),
        ..Options::NONE
    });
    let users: BTreeSet<_> = seen.iter().map(|it| it.user.index).collect();
    assert_eq!(users, (0..8).collect());
    let unique: BTreeSet<_> = seen.iter().map(|it| it.unique).collect();
    assert_eq!((seen.len(), unique.len()), (116, 116), "no number twice");
    let load = sum_of(&portions);
    assert_eq!((load.users, load.asked_iterations), (8, Some(100)));
    let warmup = load.warmup.map(|counts| counts.ok);
    assert_eq!((load.counts.ok, warmup), (100, Some(16)));
    let asked: BTreeSet<_> = portions.iter().map(|(_, one)| &one.asked).collect();
    assert_eq!(asked.len(), 1, "all were asked for the same");
}

#[test]
fn arrivals_are_those_of_the_whole() {
    let (portions, seen) = all(&Options {
        rate: Some(2000.0),
        iterations: Some(200),
        max_in_flight: Some(10),
        ..Options::NONE
    });
    let mut numbers: Vec<_> = seen.iter().map(|it| it.unique).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..200), "each arrival once");
    assert!(seen.iter().all(|it| it.user.index < 10));
    let load = sum_of(&portions);
    let arrivals = load.arrivals.expect("it is an open model");
    assert_eq!((arrivals.all, load.counts.ok, load.users), (200, 200, 10));
}

#[test]
fn the_common_start_is_waited_for_and_a_missed_one_is_told() {
    let options = Options {
        users: Some(2),
        ..Options::NONE
    };
    let case = case(&options, |cx| load_body(cx, &[], |()| async {}));
    let begin = |start_at: SystemTime| {
        let role = Role {
            shard: Shard { index: 1, of: 2 },
            start_at: Some(start_at),
        };
        let portion = run_as(case, &options, Some(role)).portion;
        portion.expect("it measured something")
    };
    let soon = SystemTime::now() + Duration::from_millis(300);
    let since = soon.duration_since(UNIX_EPOCH).expect("after 1970");
    let waited = begin(soon);
    assert!(waited.began_at >= since.as_secs_f64(), "{waited:?}");
    let missed = begin(SystemTime::now() - Duration::from_secs(5));
    assert!(missed.late_ms >= Some(5000.0), "{missed:?}");
}
