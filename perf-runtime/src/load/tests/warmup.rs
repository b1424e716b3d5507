//! The warm-up is kept apart, and its errors count.

use std::time::Duration;

use super::load;
use crate::assess;
use crate::fixture::{Iteration, load_body};
use crate::load::Counts;
use crate::measurement::Ending;
use crate::options::{Options, Warmup};
use crate::runner::pass::Stopped;
use crate::verdict::Status;

const OPTIONS: Options = Options {
    users: Some(2),
    iterations: Some(10),
    warmup: Some(Warmup::Runs(3)),
    ..Options::NONE
};

#[test]
fn each_user_warms_up() {
    let pass = load(&OPTIONS, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                // Three of two users are 0 to 5.
                let is_warmup = iteration.unique < 6;
                assert_eq!(is_warmup, iteration.index < 3, "{iteration:?}");
                crate::record_query("SELECT 1", Duration::ZERO, 1);
                if is_warmup {
                    crate::record_query("SELECT 2", Duration::ZERO, 1);
                }
            },
        )
    });
    assert_eq!(
        pass.load.warmup,
        Some(Counts {
            ok: 6,
            ..Counts::default()
        })
    );
    assert_eq!(
        pass.load.counts,
        Counts {
            ok: 10,
            ..Counts::default()
        }
    );
    assert_eq!((pass.load.queries.all, pass.load.queries.max), (10, 1));
}

#[test]
fn a_warm_up_may_last_a_time() {
    let options = Options {
        warmup: Some(Warmup::Time(Duration::from_millis(200))),
        ..OPTIONS
    };
    let pass = load(&options, |cx| {
        load_body(cx, &[], |()| tokio::task::yield_now())
    });
    assert!(pass.load.warmup.is_some_and(|warmup| warmup.ok > 0));
    assert_eq!(pass.load.counts.ok, 10);
}

#[test]
fn errors_of_the_warm_up_count() {
    let pass = load(&OPTIONS, |cx| {
        load_body(
            cx,
            &["iteration"],
            |(iteration,): (Iteration,)| async move {
                if iteration.unique == 1 {
                    Err("still cold")
                } else {
                    Ok(())
                }
            },
        )
    });
    assert_eq!(pass.load.counts.failed(), 0);
    let findings = assess::load::findings(&OPTIONS, &pass.load);
    assert_eq!(findings[0].status, Status::Fail);
    assert!(
        findings[0]
            .text
            .contains("in the warm-up 1 of 6 iterations failed"),
        "{}",
        findings[0].text
    );
}

#[test]
fn nothing_is_measured_where_all_of_the_warm_up_fails() {
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &[], |()| async { Err::<(), _>("closed") })
    });
    assert_eq!(
        pass.stopped,
        Some(Stopped::WarmUp(Ending::Error("\"closed\"".to_owned())))
    );
    assert_eq!(
        pass.load.warmup,
        Some(Counts {
            error: 6,
            ..Counts::default()
        })
    );
    assert_eq!(pass.load.counts.all(), 0);
}
