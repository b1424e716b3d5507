//! A load that goes on for long.

use std::env;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::load;
use crate::fixture::load_body;
use crate::load::Counts;
use crate::options::Options;
use crate::probe::memory::resident::resident;
use crate::record_query;

/// Seconds, where ten minutes are too long.
const SECONDS: &str = "SOAK_SECONDS";

/// By how much resident memory may differ. The time line grows to 600 points of some 5 KiB, and an allocator gives back
/// what it has when it likes; a byte for each iteration would soon be more.
const SLACK: u64 = 16 << 20;

static MADE: AtomicU64 = AtomicU64::new(0);

/// `cargo test --release -p perf-runtime --all-features --lib -- --ignored soak`
#[test]
#[ignore = "ten minutes, or as many seconds as SOAK_SECONDS says: run with --ignored soak"]
fn a_thousand_users_leave_memory_flat_and_lose_no_iteration() {
    let seconds = env::var(SECONDS).map_or(600, |it| it.parse().expect("a number of seconds"));
    let options = Options {
        users: Some(1000),
        duration: Some(Duration::from_secs(seconds)),
        ..Options::NONE
    };
    let is_over = AtomicBool::new(false);
    let (pass, sizes) = thread::scope(|scope| {
        let watch = scope.spawn(|| sizes_until(&is_over));
        let pass = load(&options, |cx| {
            load_body(cx, &[], |()| async {
                tokio::task::yield_now().await;
                record_query("SELECT a FROM b WHERE c = ?", Duration::from_micros(9), 1);
                MADE.fetch_add(1, Ordering::Relaxed);
            })
        });
        is_over.store(true, Ordering::Relaxed);
        (pass, watch.join().expect("nothing panics there"))
    });

    let made = MADE.load(Ordering::Relaxed);
    let all_ok = Counts {
        ok: made,
        ..Counts::default()
    };
    assert_eq!((pass.load.counts, pass.load.lost_users), (all_ok, 0));
    assert_eq!((pass.load.queries.all, pass.load.queries.max), (made, 1));
    let (first, last) = sizes.split_at(sizes.len() / 2);
    let most = |sizes: &[u64]| sizes.iter().copied().max().expect("it was looked at");
    assert!(most(last) <= most(first) + SLACK, "bytes: {sizes:?}");
}

/// Resident memory, once a second.
fn sizes_until(is_over: &AtomicBool) -> Vec<u64> {
    let mut sizes = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_secs(1));
        sizes.extend(resident());
    }
    sizes
}
