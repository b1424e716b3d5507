//! What an iteration costs the processor, with a body that does nothing but yield once: 50 users on two threads.
//!
//! `cargo bench --bench driver`, with `-- --rounds 11` for the table of `docs/load-cost.md`. Each contender runs in a process
//! of its own, once with few iterations and once with many: the difference is that of the iterations alone.

#![allow(clippy::print_stdout, reason = "its result")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser as _;
use goose::config::GooseConfiguration;
use goose::prelude::*;
use hdrhistogram::Histogram;
use perf_peers::{Came, contender, median, rounds, run, tell};
use perf_runtime::load;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::task::{JoinSet, yield_now};

const USERS: u64 = 50;
const FEW: u64 = 100_000;
const MANY: u64 = 2_100_000;

macro_rules! cases {
    ($module:ident, $iterations:literal) => {
        mod $module {
            use super::*;

            #[load(users = 50, iterations = $iterations, worker_threads = 2)]
            async fn load() {
                yield_now().await;
            }

            #[load(users = 50, iterations = $iterations, worker_threads = 2)]
            async fn load_with_a_query() {
                yield_now().await;
                perf_runtime::record_query(
                    "SELECT name FROM things WHERE id = ?",
                    Duration::from_micros(9),
                    1,
                );
            }
        }
    };
}

cases!(few, 100_000);
cases!(many, 2_100_000);

/// What competes, and how it is shown.
const CONTENDERS: [(&str, &str); 6] = [
    ("naked", "a loop that measures nothing"),
    (BARE, "bare loop: a time and a histogram a task"),
    ("load", "`#[load]`"),
    ("load_with_a_query", "`#[load]`, a query each"),
    ("goose", "goose 0.19"),
    ("rlt", "rlt 0.5"),
];

/// What the others are compared with.
const BARE: &str = "bare";

fn two_threads() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

async fn naked(iterations: u64) {
    let users = (0..USERS).map(|_| async move {
        for _ in 0..iterations / USERS {
            yield_now().await;
        }
    });
    users.collect::<JoinSet<_>>().join_all().await;
}

/// What one would write without a tool.
async fn bare(iterations: u64) {
    let histogram = || Histogram::<u64>::new(3).expect("three digits are possible");
    let users = (0..USERS).map(|_| async move {
        let mut times = histogram();
        for _ in 0..iterations / USERS {
            let begun = Instant::now();
            yield_now().await;
            times.record(nanos(begun.elapsed())).expect("it grows");
        }
        times
    });
    let mut all = histogram();
    for times in users.collect::<JoinSet<_>>().join_all().await {
        all.add(times).expect("it grows");
    }
    assert_eq!(all.len(), iterations);
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).expect("a short time")
}

async fn yields(_: &mut GooseUser) -> TransactionResult {
    yield_now().await;
    Ok(())
}

async fn goose(iterations: u64) -> anyhow::Result<()> {
    let of_each = (iterations / USERS).to_string();
    #[rustfmt::skip]
    let arguments = [
        "--host", "http://127.0.0.1:1", "--users", "50", "--increase-rate", "50", "--iterations", &of_each,
        "--quiet", "--no-print-metrics",
    ];
    let configuration = GooseConfiguration::parse_args_default(&arguments)?;
    let metrics = GooseAttack::initialize_with_config(configuration)?
        .register_scenario(scenario!("scenario").register_transaction(transaction!(yields)))
        .execute()
        .await?;
    let made: usize = metrics
        .scenarios
        .iter()
        .map(|scenario| scenario.run_times.counter)
        .sum();
    anyhow::ensure!(made as u64 == iterations, "{made} iterations");
    Ok(())
}

#[derive(Clone)]
struct Yields;

#[async_trait::async_trait]
impl rlt::StatelessBenchSuite for Yields {
    async fn bench(&mut self, _: &rlt::IterInfo) -> anyhow::Result<rlt::IterReport> {
        let begun = tokio::time::Instant::now();
        yield_now().await;
        Ok(rlt::IterReport {
            duration: begun.elapsed(),
            status: rlt::Status::success(0),
            bytes: 0,
            items: 1,
        })
    }
}

async fn rlt(iterations: u64) -> anyhow::Result<()> {
    let iterations = iterations.to_string();
    #[rustfmt::skip]
    let arguments = [
        "rlt", "--concurrency", "50", "--iterations", &iterations, "--quiet", "--output-file", "/dev/null",
    ];
    let options = rlt::cli::BenchCli::try_parse_from(arguments)?;
    rlt::cli::run(options, Yields).await
}

/// In a process of its own.
fn compete(contender: &str) -> anyhow::Result<ExitCode> {
    if contender.starts_with("load") {
        // The name of the case is in the arguments.
        perf_runtime::main();
        return Ok(tell(&json!(null)));
    }
    let iterations = std::env::args().nth(1).context("a number")?.parse()?;
    two_threads().block_on(async {
        match contender {
            "naked" => naked(iterations).await,
            BARE => bare(iterations).await,
            "goose" => goose(iterations).await?,
            "rlt" => rlt(iterations).await?,
            other => anyhow::bail!("nobody is called {other}"),
        }
        anyhow::Ok(())
    })?;
    Ok(tell(&json!(null)))
}

/// The processor's time of an iteration, in nanoseconds.
fn of_an_iteration(contender: &str) -> f64 {
    let spent = |module: &str, iterations: u64| {
        let came = if contender.starts_with("load") {
            run(contender, &["--exact", &format!("{module}::{contender}")])
        } else {
            run(contender, &[&iterations.to_string()])
        };
        counted(&came, iterations);
        came.cpu.as_secs_f64()
    };
    (spent("many", MANY) - spent("few", FEW)) * 1e9 / (MANY - FEW) as f64
}

/// A tool that leaves iterations out is cheap.
fn counted(came: &Came, iterations: u64) {
    if let Some(record) = &came.record {
        assert_eq!(record["load"]["counts"]["ok"], iterations, "{record}");
    }
}

fn main() -> anyhow::Result<ExitCode> {
    if let Some(contender) = contender() {
        return compete(&contender);
    }
    let mut times = CONTENDERS.map(|_| Vec::new());
    for round in 0..rounds(5) {
        // In turn: a machine that is warm, or slows down, is so for all.
        for place in 0..CONTENDERS.len() {
            let place = (place + round) % CONTENDERS.len();
            times[place].push(of_an_iteration(CONTENDERS[place].0));
        }
    }
    let bare = times[1].clone();
    println!("| | ns an iteration | of the bare loop |\n|---|---|---|");
    for ((_, shown), times) in CONTENDERS.iter().zip(times) {
        // Of each round by itself: what disturbs a round disturbs all that run in it.
        let ratios = times.iter().zip(&bare).map(|(one, bare)| one / bare);
        println!(
            "| {shown} | {:.0} | {:.2} x |",
            median(times.iter().copied()),
            median(ratios)
        );
    }
    Ok(ExitCode::SUCCESS)
}
