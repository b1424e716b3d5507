//! The application's own subscriber, which goes on getting what it would have got.
//!
//! A thread whose default is a recorder cannot ask for the process-wide default: the scoped one
//! hides it. A thread without a scoped default can, so one is asked. It is asked again
//! whenever another dispatcher may have been installed, for an application may call
//! `tracing_subscriber::fmt().init()` in the middle of a test.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tracing::subscriber::{NoSubscriber, Subscriber};
use tracing::{Dispatch, dispatcher};

/// The process-wide default, once it is known; it can be set only once.
static GLOBAL: OnceLock<Dispatch> = OnceLock::new();

/// When to ask next, and when a dispatcher was last registered, in microseconds since [`start`].
static ASK_AT: AtomicU64 = AtomicU64::new(0);
static REGISTERED_AT: AtomicU64 = AtomicU64::new(0);

/// A dispatcher is made a moment before it becomes the default, so it is asked for often at first,
/// and ever more seldom: each time takes a thread, which all threads of a program under load would feel.
const OFTEN: Duration = Duration::from_micros(200);
const SELDOM: Duration = Duration::from_secs(1);

thread_local! {
    /// The dispatcher of a recorder is being made here: it never becomes the process-wide default.
    static OWN: Cell<bool> = const { Cell::new(false) };
}

/// The application's subscriber, as far as it is known already: whoever has a span of it has
/// [asked](global) before.
pub(super) fn known() -> Option<&'static Dispatch> {
    GLOBAL.get()
}

/// The application's subscriber, if it has installed one for the process.
pub(super) fn global() -> Option<&'static Dispatch> {
    GLOBAL.get().or_else(look)
}

/// Makes the dispatcher of a recorder.
pub(super) fn own_dispatch(subscriber: impl Subscriber + Send + Sync) -> Dispatch {
    OWN.set(true);
    let dispatch = Dispatch::new(subscriber);
    OWN.set(false);
    dispatch
}

/// Some dispatcher was registered: it may be about to become the default.
pub(super) fn registered() {
    if GLOBAL.get().is_none() && !OWN.get() {
        REGISTERED_AT.store(now(), Ordering::Relaxed);
        ASK_AT.store(0, Ordering::Relaxed);
    }
}

#[cold]
fn look() -> Option<&'static Dispatch> {
    let now = now();
    let ask_at = ASK_AT.load(Ordering::Relaxed);
    if now < ask_at {
        return None;
    }
    let pause =
        (now - REGISTERED_AT.load(Ordering::Relaxed).min(now)).clamp(micros(OFTEN), micros(SELDOM));
    // One thread asks, the others go on.
    ASK_AT
        .compare_exchange(ask_at, now + pause, Ordering::Relaxed, Ordering::Relaxed)
        .ok()?;
    let found = std::thread::Builder::new()
        .spawn(|| dispatcher::get_default(Dispatch::clone))
        .ok()?
        .join()
        .ok()?;
    if found.is::<NoSubscriber>() {
        return None;
    }
    Some(GLOBAL.get_or_init(|| found))
}

fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    // Never 0, which stands for "at once".
    micros(START.get_or_init(Instant::now).elapsed()) + 1
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
