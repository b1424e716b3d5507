//! Fixtures are made once for each user, or once for all of them, before anything is measured.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::load;
use crate::fixture::{Context, Fixture, Iteration, SetUpError, User, load_body};
use crate::options::Options;
use crate::runner::pass::Stopped;
use crate::sync::lock;

const OPTIONS: Options = Options {
    users: Some(40),
    iterations: Some(80),
    ..Options::NONE
};

#[derive(Clone)]
struct Account(User);

static MAKING: AtomicU64 = AtomicU64::new(0);
static MOST: AtomicU64 = AtomicU64::new(0);
static MADE: Mutex<Vec<u64>> = Mutex::new(Vec::new());

impl Fixture for Account {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        MOST.fetch_max(MAKING.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        MAKING.fetch_sub(1, Ordering::SeqCst);
        lock(&MADE).push(cx.user().index);
        Ok(Self(cx.user()))
    }
}

#[test]
fn each_user_has_its_own_and_some_are_made_at_once() {
    let pass = load(&OPTIONS, |cx| {
        load_body(
            cx,
            &["account", "iteration"],
            |(account, iteration): (Account, Iteration)| async move {
                assert_eq!(account.0, iteration.user);
            },
        )
    });
    assert_eq!(pass.load.counts.ok, 80);
    let mut made = lock(&MADE).clone();
    made.sort_unstable();
    assert!(made.into_iter().eq(0..40));
    assert!((2..=16).contains(&MOST.load(Ordering::SeqCst)), "{MOST:?}");
}

#[derive(Clone)]
struct Fails;

impl Fixture for Fails {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        match cx.user().index {
            7 => Err(SetUpError::failed("no such account")),
            _ => Ok(Self),
        }
    }
}

#[test]
fn one_that_fails_for_one_user_stops_the_load() {
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &["account"], |_: (Fails,)| async {})
    });
    let text = "fixture `account`: no such account\n(user 7 of 40, counted from 0)";
    assert_eq!(pass.stopped, Some(Stopped::SetUp(text.to_owned())));
    assert_eq!(pass.load.counts.all(), 0);
}

#[derive(Clone)]
struct Panics;

impl Fixture for Panics {
    async fn set_up(_: &Context) -> Result<Self, SetUpError> {
        panic!("no ink")
    }
}

#[test]
fn one_that_panics_stops_the_load() {
    let pass = load(
        &Options {
            users: Some(1),
            ..OPTIONS
        },
        |cx| load_body(cx, &["a"], |_: (Panics,)| async {}),
    );
    assert_eq!(
        pass.stopped,
        Some(Stopped::SetUp("a fixture panicked: no ink".to_owned()))
    );
}

#[derive(Clone)]
struct Skips;

impl Fixture for Skips {
    async fn set_up(_: &Context) -> Result<Self, SetUpError> {
        Err(SetUpError::skip("no printer here"))
    }
}

#[test]
fn one_that_is_missing_skips_the_case() {
    let pass = load(&OPTIONS, |cx| load_body(cx, &["a"], |_: (Skips,)| async {}));
    assert_eq!(
        pass.stopped,
        Some(Stopped::Skipped("no printer here".to_owned()))
    );
}

/// A value for each iteration that cannot be made.
#[derive(Clone)]
struct Unrepeatable;

impl Fixture for Unrepeatable {
    async fn set_up(_: &Context) -> Result<Self, SetUpError> {
        Ok(Self)
    }

    fn for_iteration(&self, iteration: &Iteration) -> Self {
        assert!(iteration.unique < 79, "used up");
        Self
    }
}

#[test]
fn one_that_panics_for_an_iteration_is_that_iterations_panic() {
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &["a"], |_: (Unrepeatable,)| async {})
    });
    assert_eq!((pass.load.counts.ok, pass.load.counts.panic), (79, 1));
}

/// Where all users meet.
#[derive(Clone)]
struct Hall(Arc<Visits>);

#[derive(Default)]
struct Visits(AtomicU64);

static BUILT: AtomicU64 = AtomicU64::new(0);
static VISITS: AtomicU64 = AtomicU64::new(0);

impl Fixture for Hall {
    async fn set_up(_: &Context) -> Result<Self, SetUpError> {
        tokio::task::yield_now().await;
        BUILT.fetch_add(1, Ordering::SeqCst);
        Ok(Self(Arc::default()))
    }
}

impl Drop for Visits {
    fn drop(&mut self) {
        VISITS.store(self.0.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

#[derive(Clone)]
struct Visitor(Hall);

impl Fixture for Visitor {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        Ok(Self(cx.fixture_of_all().await?))
    }
}

#[test]
fn one_of_all_is_made_once_and_let_go_of_at_the_end() {
    let pass = load(&OPTIONS, |cx| {
        load_body(cx, &["visitor"], |(visitor,): (Visitor,)| async move {
            visitor.0.0.0.fetch_add(1, Ordering::SeqCst);
        })
    });
    assert_eq!(pass.load.counts.ok, 80);
    assert_eq!(BUILT.load(Ordering::SeqCst), 1);
    assert_eq!(
        VISITS.load(Ordering::SeqCst),
        80,
        "all were in the same one"
    );
}

#[derive(Clone)]
struct NoHall;

impl Fixture for NoHall {
    async fn set_up(_: &Context) -> Result<Self, SetUpError> {
        Err(SetUpError::failed("no room to build"))
    }
}

#[derive(Clone)]
struct Waits;

impl Fixture for Waits {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let NoHall = cx.fixture_of_all().await?;
        Ok(Self)
    }
}

#[test]
fn one_of_all_that_fails_stops_the_load() {
    let pass = load(&OPTIONS, |cx| load_body(cx, &["a"], |_: (Waits,)| async {}));
    let text = "fixture `a`: no room to build\n(user 0 of 40, counted from 0)";
    assert_eq!(pass.stopped, Some(Stopped::SetUp(text.to_owned())));
}
