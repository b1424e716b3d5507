//! Users of a closed model that come, go and pause.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::load;
use crate::fixture::{Iteration, User, load_body};
use crate::load::Counts;
use crate::options::{Options, Stage, Target};
use crate::sync::lock;

const MS: Duration = Duration::from_millis(1);

#[test]
fn users_begin_one_after_the_other() {
    static BEGUN: Mutex<Option<HashMap<User, Instant>>> = Mutex::new(None);
    let options = Options {
        users: Some(4),
        duration: Some(400 * MS),
        ramp_up: Some(320 * MS),
        ..Options::NONE
    };
    let begun = Instant::now();
    let pass = load(&options, |cx| {
        load_body(cx, &["user"], |(user,): (User,)| async move {
            let now = Instant::now();
            lock(&BEGUN)
                .get_or_insert_default()
                .entry(user)
                .or_insert(now);
            tokio::time::sleep(MS).await;
        })
    });
    assert_eq!(pass.stopped, None);
    let all = lock(&BEGUN).take().unwrap_or_default();
    assert_eq!(all.len(), 4, "the last one has its turn");
    for (user, first) in all {
        let after = u32::try_from(user.index).expect("a small number") * 80 * MS;
        assert!(first - begun >= after, "{user:?} {:?}", first - begun);
    }
}

#[test]
fn users_come_and_go_in_stages() {
    const STAGES: &[Stage] = &[
        Stage {
            over: Duration::from_millis(300),
            to: Target::Users(3),
        },
        Stage {
            over: Duration::from_millis(300),
            to: Target::Users(0),
        },
    ];
    static ENDED: Mutex<Vec<(User, Instant)>> = Mutex::new(Vec::new());
    let options = Options {
        stages: STAGES,
        ..Options::NONE
    };
    let begun = Instant::now();
    let pass = load(&options, |cx| {
        load_body(cx, &["user"], |(user,): (User,)| async move {
            lock(&ENDED).push((user, Instant::now()));
            tokio::time::sleep(MS).await;
        })
    });
    assert_eq!((pass.load.users, pass.stopped), (3, None));
    let all = lock(&ENDED);
    for (user, least) in [(0, 100), (1, 200), (2, 300)] {
        let of_user = all.iter().filter(|(it, _)| it.index == user);
        let first = of_user.map(|(_, at)| *at).min();
        assert!(
            first.is_some_and(|first| first - begun >= least * MS),
            "{user} {first:?}"
        );
    }
    // The first user stays to the end, and the load with it.
    assert!(pass.load.spent_ms >= 600.0, "{}", pass.load.spent_ms);
}

#[test]
fn a_pace_is_not_exceeded() {
    let options = Options {
        users: Some(2),
        duration: Some(500 * MS),
        pacing: Some(50 * MS),
        ..Options::NONE
    };
    let pass = load(&options, |cx| load_body(cx, &[], |()| async {}));
    // Ten of each, if the machine has time for them.
    let done = pass.load.counts.ok;
    assert!((2..=20).contains(&done), "{done}");
    assert!(pass.load.spent_ms >= 500.0, "{}", pass.load.spent_ms);
}

#[test]
fn nobody_thinks_when_there_is_nothing_left() {
    let hour = Duration::from_hours(1);
    let options = Options {
        users: Some(2),
        iterations: Some(2),
        think_time: Some((hour, hour)),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| tokio::time::sleep(20 * MS))
    });
    let expected = Counts {
        ok: 2,
        ..Counts::default()
    };
    assert_eq!((pass.load.counts, pass.stopped), (expected, None));

    let options = Options {
        iterations: None,
        // Long enough for both to begin, also where they wait for a processor.
        duration: Some(2_000 * MS),
        ..options
    };
    let pass = load(&options, |cx| load_body(cx, &[], |()| async {}));
    assert_eq!(pass.load.counts, expected);
}

/// Somebody who thinks for longer than an iteration may take is not lost.
#[test]
fn a_pause_may_be_longer_than_the_timeout() {
    let options = Options {
        users: Some(1),
        iterations: Some(2),
        timeout: Some(100 * MS),
        think_time: Some((3000 * MS, 3000 * MS)),
        ..Options::NONE
    };
    let pass = load(&options, |cx| {
        load_body(cx, &["it"], |(_,): (Iteration,)| async {})
    });
    assert_eq!((pass.load.counts.ok, pass.load.lost_users), (2, 0));
    assert!(pass.load.spent_ms >= 3000.0);
}
