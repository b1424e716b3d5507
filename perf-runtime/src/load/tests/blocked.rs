//! A body that blocks its thread for ever, and what is known all the same.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::load;
use crate::assess;
use crate::fixture::{User, load_body};
use crate::load::Counts;
use crate::measurement::Ending;
use crate::options::{Flavor, Options, Warmup};
use crate::record_query;
use crate::runner::pass::Stopped;
use crate::verdict::Status;

const OPTIONS: Options = Options {
    users: Some(2),
    iterations: Some(10),
    timeout: Some(Duration::from_secs(1)),
    ..Options::NONE
};

fn block() {
    loop {
        std::thread::park();
    }
}

#[test]
fn the_user_that_blocks_is_named() {
    // One iteration of each user.
    let options = Options {
        iterations: None,
        worker_threads: Some(2),
        ..OPTIONS
    };
    let pass = load(&options, |cx| {
        load_body(cx, &["user"], |(user,): (User,)| async move {
            if user.index == 1 {
                record_query("SELECT 1", Duration::ZERO, 1);
                block();
            }
        })
    });
    assert_eq!((pass.load.counts.timeout, pass.stopped), (1, None));
    assert_eq!(
        (pass.load.queries.all, pass.runs[0].queries.count()),
        (1, 1),
        "what it did is known"
    );
    let [note] = &pass.notes[..] else {
        panic!("{:?}", pass.notes)
    };
    assert!(
        note.starts_with("user 1: the body blocks its thread"),
        "{note}"
    );
    // Whatever share of errors is allowed, and however many iterations the other made.
    let options = Options {
        max_error_rate: Some(0.99),
        ..OPTIONS
    };
    let findings = assess::load::findings(&options, &pass.load);
    let lost = findings.iter().find(|finding| finding.budget == "users");
    assert_eq!(
        lost.map(|finding| finding.status),
        Some(Status::Fail),
        "{findings:?}"
    );
}

#[test]
fn those_that_wait_for_the_same_thread_are_interrupted() {
    static WAITS: AtomicBool = AtomicBool::new(false);
    let pass = load(
        &Options {
            runtime: Some(Flavor::CurrentThread),
            ..OPTIONS
        },
        |cx| {
            load_body(cx, &["user"], |(user,): (User,)| async move {
                if user.index == 0 {
                    WAITS.store(true, Ordering::SeqCst);
                    std::future::pending::<()>().await;
                }
                while !WAITS.load(Ordering::SeqCst) {
                    tokio::task::yield_now().await;
                }
                block();
            })
        },
    );
    assert_eq!(
        pass.load.counts,
        Counts {
            timeout: 1,
            interrupted: 1,
            ..Counts::default()
        }
    );
    assert!(
        pass.notes[0].starts_with("user 1: the body blocks its thread"),
        "{:?}",
        pass.notes
    );
    assert_eq!(pass.stopped, None);
}

#[test]
fn one_that_blocks_in_the_warm_up_stops_the_load() {
    let options = Options {
        users: Some(1),
        warmup: Some(Warmup::Runs(1)),
        timeout: Some(Duration::from_millis(50)),
        ..OPTIONS
    };
    let pass = load(&options, |cx| load_body(cx, &[], |()| async { block() }));
    assert_eq!(
        pass.stopped,
        Some(Stopped::WarmUp(Ending::Timeout(Duration::from_millis(50))))
    );
    assert_eq!(
        pass.load.warmup,
        Some(Counts {
            timeout: 1,
            ..Counts::default()
        })
    );
    assert_eq!(pass.notes.len(), 1);
}
