//! Runs the selected cases side by side, and tells what happens.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::event::{Ended, Event};
use super::select::{Selected, Selection};
use crate::case::Body;
use crate::sync::lock;

/// After how long a case is said to be slow; libtest's figure.
pub(super) const SLOW: Duration = Duration::from_mins(1);

type Attempt<'a> = &'a (dyn Fn(&Selected) -> Ended + Sync);

/// Runs the cases on at most this many threads; `emit` is called on the thread of the caller.
pub(super) fn run(
    selection: Selection,
    threads: NonZeroUsize,
    slow: Duration,
    attempt: Attempt<'_>,
    emit: &mut dyn FnMut(Event),
) {
    let begun = Instant::now();
    let Selection {
        mut cases,
        filtered_out,
        ..
    } = selection;
    emit(Event::Begun { cases: cases.len() });
    cases.sort_by_key(turn);
    let threads = threads.get().min(cases.len());
    let queue = Mutex::new(cases.into_iter());
    let (events, received) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (queue, events) = (&queue, events.clone());
            scope.spawn(move || {
                let next = || lock(queue).next();
                while let Some(selected) = next() {
                    one(&selected, attempt, &events);
                }
            });
        }
        drop(events);
        forward(&received, slow, emit);
    });
    emit(Event::Ended {
        filtered_out,
        elapsed: begun.elapsed(),
    });
}

/// Category by category. A load waits until it is alone, and holds up all that come after it: so none does.
fn turn(selected: &Selected) -> (bool, bool, Option<&'static str>) {
    let category = selected.case.options.category;
    let is_load = matches!(selected.case.body, Body::Load(_));
    (is_load, category.is_none(), category)
}

fn one(selected: &Selected, attempt: Attempt<'_>, events: &Sender<Event>) {
    // The receiver outlives the threads.
    let _ = events.send(Event::CaseBegun {
        name: selected.name.clone(),
        title: selected.title(),
        category: selected.case.options.category,
    });
    let _ = events.send(Event::CaseEnded(Box::new(attempt(selected))));
}

/// Passes the events on until the last thread is done, and adds those of slow cases.
fn forward(received: &Receiver<Event>, slow: Duration, emit: &mut dyn FnMut(Event)) {
    // Running and not yet called slow, the oldest first.
    let mut running: Vec<(String, Instant)> = Vec::new();
    loop {
        let event = match running.first() {
            Some((_, since)) => received.recv_timeout(slow.saturating_sub(since.elapsed())),
            None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match event {
            Ok(event) => {
                match &event {
                    Event::CaseBegun { name, .. } => running.push((name.clone(), Instant::now())),
                    Event::CaseEnded(ended) => running.retain(|(name, _)| *name != ended.name),
                    _ => {}
                }
                emit(event);
            }
            Err(RecvTimeoutError::Timeout) => emit(Event::CaseSlow {
                name: running.remove(0).0,
            }),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;
    use crate::case::Case;
    use crate::harness::event::Outcome;
    use crate::harness::fake;
    use crate::harness::select::Filter;

    fn ended(selected: &Selected) -> Ended {
        Ended {
            name: selected.name.clone(),
            title: selected.title(),
            category: None,
            outcome: Outcome::Ok,
            output: String::new(),
            row: None,
        }
    }

    /// The events of a run in short.
    fn events(
        cases: &[&'static Case],
        threads: usize,
        slow: Duration,
        attempt: Attempt<'_>,
        seen: &mut dyn FnMut(&str),
    ) -> Vec<String> {
        let mut events = Vec::new();
        let threads = NonZeroUsize::new(threads).expect("some thread");
        run(
            Filter::default().select(cases),
            threads,
            slow,
            attempt,
            &mut |event| {
                let text = match event {
                    Event::Begun { cases } => format!("{cases} cases"),
                    Event::CaseBegun { name, .. } => format!("begin {name}"),
                    Event::CaseSlow { name } => format!("slow {name}"),
                    Event::CaseEnded(ended) => format!("end {}", ended.name),
                    Event::Ended { filtered_out, .. } => format!("{filtered_out} filtered out"),
                };
                seen(&text);
                events.push(text);
            },
        );
        events
    }

    #[test]
    fn one_thread_runs_one_after_the_other_and_loads_last() {
        let load = fake::with("a", |case| {
            case.body = Body::Load(|_| unreachable!("it does not run"));
        });
        let events = events(
            &[load, fake::case("b"), fake::case("c")],
            1,
            SLOW,
            &ended,
            &mut |_| {},
        );
        let order = [
            "3 cases",
            "begin b",
            "end b",
            "begin c",
            "end c",
            "begin a",
            "end a",
            "0 filtered out",
        ];
        assert_eq!(events, order);
    }

    #[test]
    fn categories_come_one_after_the_other() {
        let of = |path, category| fake::with(path, |case| case.options.category = category);
        let cases = [of("a", None), of("b", Some("web")), of("c", Some("api"))];
        let events = events(&cases, 1, SLOW, &ended, &mut |_| {});
        let begun = events.iter().filter(|event| event.starts_with("begin"));
        assert_eq!(begun.collect::<Vec<_>>(), ["begin c", "begin b", "begin a"]);
    }

    #[test]
    fn cases_run_side_by_side() {
        // Passed only by all four at once.
        let barrier = Barrier::new(4);
        let attempt = |selected: &Selected| {
            barrier.wait();
            ended(selected)
        };
        let cases: Vec<_> = ["a", "b", "c", "d"].map(fake::case).to_vec();
        let events = events(&cases, 4, SLOW, &attempt, &mut |_| {});
        assert_eq!(
            events
                .iter()
                .filter(|event| event.starts_with("end"))
                .count(),
            4
        );
    }

    #[test]
    fn nothing_selected_is_a_run_of_nothing() {
        assert_eq!(
            events(&[], 4, SLOW, &ended, &mut |_| {}),
            ["0 cases", "0 filtered out"]
        );
    }

    #[test]
    fn a_slow_case_is_told_once() {
        // The case goes on only when it has been called slow.
        let (go, wait) = mpsc::channel::<()>();
        let wait = Mutex::new(wait);
        let attempt = |selected: &Selected| {
            lock(&wait).recv().expect("it is called slow");
            ended(selected)
        };
        let mut seen = |event: &str| {
            if event.starts_with("slow") {
                go.send(()).expect("the case waits");
            }
        };
        let events = events(&[fake::case("a")], 1, Duration::ZERO, &attempt, &mut seen);
        assert_eq!(
            events,
            ["1 cases", "begin a", "slow a", "end a", "0 filtered out"]
        );
    }
}
