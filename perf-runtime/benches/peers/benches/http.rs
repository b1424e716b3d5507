//! What an iteration costs the process of the client, and how long it takes, with a request to a server that says hello:
//! 50 users on two threads, each contender with the same client.
//!
//! `cargo bench --bench http`, with `-- --rounds 11` for the table of `docs/load-cost.md`.

#![allow(clippy::print_stdout, reason = "its result")]

use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use perf_peers::server::{SERVER, Server, serve, url};
use perf_peers::{contender, median, rounds, tell};
use perf_runtime::load;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const USERS: u64 = 50;
const FEW: u64 = 5_000;
const MANY: u64 = 55_000;

/// One for all users, as an application has it.
static CLIENT: LazyLock<Client> = LazyLock::new(Client::new);
static URL: LazyLock<String> = LazyLock::new(url);

async fn hello() -> reqwest::Result<()> {
    let text = CLIENT.get(URL.as_str()).send().await?.text().await?;
    assert_eq!(text, "hello");
    Ok(())
}

#[load(users = 50, iterations = 5_000, worker_threads = 2)]
async fn few() -> reqwest::Result<()> {
    hello().await
}

#[load(users = 50, iterations = 55_000, worker_threads = 2)]
async fn many() -> reqwest::Result<()> {
    hello().await
}

/// What one would write without a tool; gives back the mean in milliseconds.
fn bare(iterations: u64) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let histogram = || Histogram::<u64>::new(3).expect("three digits are possible");
        let users = (0..USERS).map(|_| async move {
            let mut times = histogram();
            for _ in 0..iterations / USERS {
                let begun = Instant::now();
                hello().await.expect("an answer");
                times.record(nanos(begun.elapsed())).expect("it grows");
            }
            times
        });
        let mut all = histogram();
        for times in users.collect::<JoinSet<_>>().join_all().await {
            all.add(times).expect("it grows");
        }
        all.mean() / 1e6
    })
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).expect("a short time")
}

/// In a process of its own.
fn compete(contender: &str) -> ExitCode {
    match contender {
        SERVER => return serve(),
        "bare" => {
            let iterations = std::env::args().nth(1).expect("a number");
            return tell(&json!(bare(iterations.parse().expect("a number"))));
        }
        _ => perf_runtime::main(),
    };
    tell(&Value::Null)
}

/// An iteration: the processor's time in microseconds, and the mean latency in milliseconds.
fn of_an_iteration(server: &Server, contender: &str) -> (f64, f64) {
    let part = |case: &str, iterations: u64| {
        if contender == "bare" {
            let came = server.run(contender, &[&iterations.to_string()]);
            return (came.cpu.as_secs_f64(), came.told.as_f64());
        }
        let came = server.run(contender, &["--exact", case]);
        let record = came.record.expect("a record");
        assert_eq!(record["load"]["counts"]["ok"], iterations, "{record}");
        let mean = &record["load"]["latency"]["mean_ms"];
        (came.cpu.as_secs_f64(), mean.as_f64())
    };
    let (before, _) = part("few", FEW);
    let (all, mean) = part("many", MANY);
    let cpu = (all - before) * 1e6 / (MANY - FEW) as f64;
    (cpu, mean.expect("a mean"))
}

fn main() -> ExitCode {
    if let Some(contender) = contender() {
        return compete(&contender);
    }
    let server = Server::start();
    let (mut bare, mut load) = (Vec::new(), Vec::new());
    for round in 0..rounds(5) {
        // In turn: a machine that is warm, or slows down, is so for both.
        let mut contenders = [("bare", &mut bare), ("load", &mut load)];
        contenders.rotate_left(round % 2);
        for (contender, times) in contenders {
            times.push(of_an_iteration(&server, contender));
        }
    }
    println!(
        "| | CPU us an iteration | of the bare loop | mean ms | of the bare loop |\n|---|---|---|---|---|"
    );
    for (name, times) in [("bare loop", &bare), ("`#[load]`", &load)] {
        let of = |figure: fn(&(f64, f64)) -> f64| {
            let ratios = times
                .iter()
                .zip(&bare)
                .map(|(one, bare)| figure(one) / figure(bare));
            (median(times.iter().map(figure)), median(ratios))
        };
        let (cpu, cpu_ratio) = of(|it| it.0);
        let (mean, mean_ratio) = of(|it| it.1);
        println!("| {name} | {cpu:.1} | {cpu_ratio:.3} x | {mean:.2} | {mean_ratio:.3} x |");
    }
    ExitCode::SUCCESS
}
