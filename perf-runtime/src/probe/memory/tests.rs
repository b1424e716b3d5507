//! The figures that the design leans on, exact in debug and in release.

use std::hint::black_box;
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

use super::*;

/// What a piece of code takes, on a thread that counts for an account of its own.
fn heap_of(code: impl FnOnce()) -> Heap {
    let account = Arc::new(Account::default());
    let _attached = account.attach(Whose::TheCases);
    let mark = account.mark();
    code();
    account.since(&mark)
}

/// Calls, bytes in all, the peak, and what is left.
fn figures(heap: Heap) -> (u64, u64, Option<u64>, i64) {
    (heap.calls(), heap.bytes, heap.peak.exact(), heap.left)
}

fn boxes(count: usize) {
    for _ in 0..count {
        drop(black_box(Box::new([0_u8; 64])));
    }
}

#[test]
fn the_allocator_is_there() {
    assert!(is_counted());
}

#[test]
fn figures_are_exact() {
    let vec = heap_of(|| drop(black_box(vec![0_u8; 1024])));
    assert_eq!(figures(vec), (1, 1024, Some(1024), 0));
    let growing = heap_of(|| {
        let mut numbers = Vec::new();
        for number in 0..100_u64 {
            numbers.push(black_box(number));
        }
        black_box(&numbers);
    });
    assert_eq!((growing.allocations, growing.reallocations), (1, 5));
    assert_eq!(figures(growing), (6, 1024, Some(1024), 0));
    let arc = heap_of(|| drop(black_box(Arc::new([0_u8; 100]))));
    assert_eq!(figures(arc), (1, 120, Some(120), 0));
    assert_eq!(figures(heap_of(|| boxes(100))), (100, 6400, Some(64), 0));
    let twice = heap_of(|| {
        for _ in 0..2 {
            drop(black_box(vec![0_u8; 90_000]));
        }
    });
    assert_eq!(figures(twice), (2, 180_000, Some(90_000), 0));
}

#[test]
fn what_is_kept_and_what_was_there_before_is_told() {
    let before = black_box(vec![0_u8; 500]);
    let heap = heap_of(|| {
        drop(before);
        std::mem::forget(black_box(vec![0_u8; 100]));
    });
    assert_eq!(figures(heap), (1, 100, Some(0), -400));
}

#[test]
fn sixteen_at_once_each_have_their_own() {
    let barrier = Arc::new(Barrier::new(16));
    let threads: Vec<_> = (1..=16)
        .map(|count| {
            let barrier = Arc::clone(&barrier);
            thread::spawn(move || {
                barrier.wait();
                figures(heap_of(|| boxes(count * 1000)))
            })
        })
        .collect();
    for (index, thread) in threads.into_iter().enumerate() {
        let count = (index as u64 + 1) * 1000;
        let figures = thread.join().expect("the thread ends");
        assert_eq!(figures, (count, count * 64, Some(64), 0));
    }
}

#[test]
fn threads_of_one_account_add_up() {
    let account = Arc::new(Account::default());
    let _attached = account.attach(Whose::TheCases);
    let mark = account.mark();
    thread::scope(|scope| {
        let account = &account;
        for _ in 0..4 {
            scope.spawn(move || {
                let _attached = account.attach(Whose::TheCases);
                boxes(10);
            });
        }
    });
    let heap = account.since(&mark);
    // Whatever the spawning itself took is this thread's.
    assert!(heap.calls() >= 40 && heap.bytes >= 40 * 64, "{heap:?}");
    assert!(heap.peak.at_least <= heap.peak.at_most, "{heap:?}");
}

#[test]
fn a_thread_that_is_not_attached_is_not_counted() {
    let account = Arc::new(Account::default());
    let attached = account.attach(Whose::TheCases);
    let mark = account.mark();
    drop(attached);
    boxes(10);
    assert_eq!(account.since(&mark), Heap::default());
}

#[test]
fn what_is_done_aside_is_not_counted_and_its_end_is_no_gift() {
    let mut kept = Vec::new();
    let heap = heap_of(|| {
        boxes(1);
        let aside = Aside::begin();
        kept.push(black_box(vec![0_u8; 4096]));
        drop(aside);
        boxes(1);
    });
    assert_eq!(figures(heap), (2, 128, Some(64), 0));
}

/// A thread that waits for its next task has no peak of before.
#[test]
fn the_peak_of_a_thread_that_pauses_is_known() {
    let account = Arc::new(Account::default());
    let _attached = account.attach(Whose::TheCases);
    let (begin, tasks) = mpsc::channel::<()>();
    let (ended, end) = mpsc::channel();
    let theirs = Arc::clone(&account);
    let thread = thread::spawn(move || {
        let _attached = theirs.attach(Whose::TheCases);
        for () in tasks {
            drop(black_box(vec![0_u8; 1 << 20]));
            ended.send(()).expect("somebody waits");
        }
    });
    for _ in 0..3 {
        let mark = account.mark();
        begin.send(()).expect("the thread waits");
        end.recv().expect("the thread answers");
        let peak = account.since(&mark).peak;
        assert!(peak.at_least > 1_000_000, "{peak:?}");
    }
    drop(begin);
    thread.join().expect("the thread ends");
}

#[test]
fn blocks_are_used_again_from_zero() {
    for _ in 0..100 {
        assert_eq!(figures(heap_of(|| boxes(3))), (3, 192, Some(64), 0));
    }
}

#[test]
fn a_guest_hands_over_what_it_took() {
    let account = Arc::new(Account::default());
    let _attached = account.attach(Whose::TheCases);
    let mark = account.mark();
    let guest = || {
        let visit = account.attach(Whose::AGuests(None));
        let rows = black_box(vec![0_u8; 90_000]);
        account.look();
        drop(visit);
        // What it does for nobody is nobody's.
        boxes(1000);
        rows
    };
    let rows = thread::scope(|scope| scope.spawn(guest).join()).expect("the thread ends");
    account.settle();
    drop(rows);
    let heap = account.since(&mark);
    assert!(heap.has_guests);
    // It was held at once, although each thread by itself may have held less.
    assert!(heap.peak.at_least >= 90_000, "{heap:?}");
    assert!(heap.calls() < 1000, "{heap:?}");
}

#[test]
fn a_guest_comes_back_to_the_block_that_it_left() {
    let account = Arc::new(Account::default());
    let _attached = account.attach(Whose::TheCases);
    for _ in 0..100 {
        let mark = account.mark();
        let visit = account.attach(Whose::AGuests(None));
        boxes(3);
        drop(visit);
        assert_eq!(figures(account.since(&mark)), (3, 192, Some(64), 0));
    }
}

/// What a piece of code takes on a thread that is sampled, once it was counted.
fn taken_of(code: impl Fn()) -> Taken {
    let heap = heap_of(&code);
    let sampling = Sampling::begin(heap, 1, false);
    let account = Arc::new(Account::sampled(&sampling));
    let _attached = account.attach(Whose::TheCases);
    account.begin_run();
    let mark = account.mark();
    code();
    let nothing = account.since(&mark);
    assert_eq!(nothing, Heap::default());
    let taken = account.taken().expect("it is sampled");
    let all = Amount {
        calls: heap.calls(),
        bytes: heap.bytes,
    };
    assert_eq!((taken.all, Some(taken.peak)), (all, heap.peak.exact()));
    taken
}

#[test]
fn what_is_sampled_is_what_is_counted() {
    taken_of(|| drop(black_box(vec![0_u8; 1024])));
    let growing = taken_of(|| {
        let mut numbers = Vec::new();
        for number in 0..100_u64 {
            numbers.push(black_box(number));
        }
        black_box(&numbers);
    });
    let peak: u64 = growing.places.iter().map(|place| place.at_peak.bytes).sum();
    assert_eq!(peak, 1024);
    let one_line = taken_of(|| boxes(100));
    assert_eq!(one_line.places.len(), 1);
    assert_eq!(one_line.places[0].taken, one_line.all);
    assert_eq!(one_line.places[0].held, Amount::default());
    let many = taken_of(|| boxes(100_000));
    assert_eq!(many.every, 10);
    let estimate = many.places[0].taken.calls;
    assert!((90_000..110_000).contains(&estimate), "{estimate}");
    taken_of(|| {
        let aside = Aside::begin();
        let kept = black_box(vec![0_u8; 4096]);
        drop(aside);
        boxes(1);
        let _aside = Aside::begin();
        drop(kept);
    });
}

#[test]
fn what_another_thread_frees_is_not_held() {
    let sampling = Sampling::begin(Heap::default(), 1, true);
    let account = Arc::new(Account::sampled(&sampling));
    let attached = account.attach(Whose::TheCases);
    account.begin_run();
    let freed = black_box(vec![0_u8; 64]);
    let kept = black_box(vec![0_u8; 100]);
    account.end_run();
    drop(attached);
    thread::spawn(|| drop(freed))
        .join()
        .expect("the thread ends");
    let taken = account.taken().expect("it is sampled");
    let held: Vec<_> = taken.places.iter().map(|place| place.held.bytes).collect();
    assert_eq!(held, [0, 100]);
    drop(kept);
    // A thread that was left behind writes to no other pass.
    let _attached = account.attach(Whose::TheCases);
    drop(sampling);
    let sampling = Sampling::begin(Heap::default(), 1, false);
    let next = Account::sampled(&sampling);
    next.begin_run();
    drop(next.mark());
    boxes(10);
    let taken = next.taken().expect("it is sampled");
    assert_eq!(
        (taken.all, account.taken().is_none()),
        (Amount::default(), true)
    );
}
