//! How late arrivals are, at 1,000 a second over 10 s: those of `#[load]`, those of a timer of tokio, and those of a
//! thread that sleeps.
//!
//! `cargo bench --bench pacer`, with `-- --rounds 5` for the table of `docs/load-cost.md`.

#![allow(clippy::print_stdout, reason = "its result")]

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use perf_peers::{contender, median, rounds, run, tell};
use perf_runtime::load;
use serde_json::{Value, json};

const ARRIVALS: u32 = 10_000;
const BETWEEN: Duration = Duration::from_millis(1);

#[load(rate = "1000/s", max_in_flight = 50, duration = "10s")]
async fn load() {
    tokio::task::yield_now().await;
}

/// What competes, and how it is shown.
const CONTENDERS: [(&str, &str); 3] = [
    ("load", "`#[load]`"),
    ("timer", "`tokio::time::sleep_until`"),
    ("thread", "`std::thread::sleep`"),
];

const FIGURES: [&str; 3] = ["p50_ms", "p99_ms", "max_ms"];

fn told(late: &Histogram<u64>) -> Value {
    let ms = |ns: u64| ns as f64 / 1e6;
    json!({
        "p50_ms": ms(late.value_at_quantile(0.5)),
        "p99_ms": ms(late.value_at_quantile(0.99)),
        "max_ms": ms(late.max()),
    })
}

fn record(late: &mut Histogram<u64>, at: Instant) {
    late.record(u64::try_from(at.elapsed().as_nanos()).expect("a short time"))
        .expect("it grows");
}

fn timer(begun: Instant, late: &mut Histogram<u64>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        for arrival in 0..ARRIVALS {
            let at = begun + arrival * BETWEEN;
            tokio::time::sleep_until(at.into()).await;
            record(late, at);
        }
    });
}

fn plain_thread(begun: Instant, late: &mut Histogram<u64>) {
    for arrival in 0..ARRIVALS {
        let at = begun + arrival * BETWEEN;
        thread::sleep(at.saturating_duration_since(Instant::now()));
        record(late, at);
    }
}

/// In a process of its own.
fn compete(contender: &str) -> ExitCode {
    let mut late = Histogram::new(3).expect("three digits are possible");
    let begun = Instant::now() + 10 * BETWEEN;
    match contender {
        "timer" => timer(begun, &mut late),
        "thread" => plain_thread(begun, &mut late),
        _ => {
            perf_runtime::main();
            return tell(&Value::Null);
        }
    }
    tell(&told(&late))
}

fn lateness(contender: &str) -> Value {
    let came = run(contender, &["--exact", contender]);
    let Some(record) = came.record else {
        return came.told;
    };
    let arrivals = &record["load"]["arrivals"];
    assert_eq!(arrivals["all"], ARRIVALS, "{record}");
    arrivals["lateness"].clone()
}

fn main() -> ExitCode {
    if let Some(contender) = contender() {
        return compete(&contender);
    }
    let mut late = CONTENDERS.map(|_| Vec::new());
    for _ in 0..rounds(3) {
        for ((contender, _), late) in CONTENDERS.iter().zip(&mut late) {
            late.push(lateness(contender));
        }
    }
    println!("| | p50 us | p99 us | max us |\n|---|---|---|---|");
    for ((_, shown), late) in CONTENDERS.iter().zip(&late) {
        let us = FIGURES.map(|figure| {
            let of_rounds = late.iter().filter_map(|late| late[figure].as_f64());
            format!("{:.0}", median(of_rounds) * 1e3)
        });
        println!("| {shown} | {} |", us.join(" | "));
    }
    ExitCode::SUCCESS
}
