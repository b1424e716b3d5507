//! Limits on memory.

use std::sync::Mutex;

use perf_runtime::{Perf, perf};

use super::books;

fn titles() -> Vec<String> {
    (1..=100).map(|number| format!("book {number}")).collect()
}

#[perf(max_allocs = 10)]
async fn export_by_lines(perf: Perf) {
    let titles = titles();
    let text = perf
        .measure(async { books::export_by_lines(&titles) })
        .await;
    assert_eq!(text.lines().count(), 100);
}

#[perf(max_allocs = 10)]
async fn export_at_once(perf: Perf) {
    let titles = titles();
    let text = perf.measure(async { books::export(&titles) }).await;
    assert_eq!(text.lines().count(), 100);
}

#[perf(max_leak = "0 B")]
async fn remembered_for_ever() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let text = books::export(&titles());
    SEEN.lock().expect("nobody panics").push(text);
}

#[perf(max_leak = "0 B")]
async fn only_the_last_is_remembered() {
    static LAST: Mutex<Option<String>> = Mutex::new(None);
    let text = books::export(&titles());
    *LAST.lock().expect("nobody panics") = Some(text);
}
