//! A server that stands still for one second in every five, at 200 requests a second over 20 s: what each tool tells of it.
//!
//! A request that is due in the second in which the server stands still is answered at its end. So four in five take
//! no time, and one in five takes anything up to a second: p90 500 ms, p95 750 ms, p99 950 ms.
//!
//! `cargo bench --bench stall`.

#![allow(clippy::print_stdout, reason = "its result")]

use std::process::ExitCode;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser as _;
use goose::config::GooseConfiguration;
use goose::prelude::*;
use hdrhistogram::Histogram;
use perf_peers::server::{SERVER, Server, serve, url};
use perf_peers::{contender, tell};
use perf_runtime::load;
use serde_json::{Value, json};

static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);
static URL: LazyLock<String> = LazyLock::new(|| format!("{}/stall", url()));

async fn ask() -> reqwest::Result<()> {
    let text = CLIENT.get(URL.as_str()).send().await?.text().await?;
    assert_eq!(text, "hello");
    Ok(())
}

#[load(rate = "200/s", max_in_flight = 1, duration = "20s")]
async fn one_in_flight() -> reqwest::Result<()> {
    ask().await
}

#[load(rate = "200/s", max_in_flight = 50, duration = "20s")]
async fn fifty_in_flight() -> reqwest::Result<()> {
    ask().await
}

/// As many as wait for the server at once.
#[load(rate = "200/s", max_in_flight = 200, duration = "20s")]
async fn all_in_flight() -> reqwest::Result<()> {
    ask().await
}

/// What competes, and how it is shown.
const CONTENDERS: [(&str, &str); 8] = [
    (BARE, "bare: a task for each arrival, at its time"),
    ("one_in_flight", "`#[load]`, 1 in flight"),
    ("fifty_in_flight", "`#[load]`, 50 in flight"),
    ("all_in_flight", "`#[load]`, 200 in flight"),
    ("goose", "goose 0.19, 50 users, throttled"),
    (
        "goose_back_filled",
        "the same, back-filled (`--co-mitigation average`)",
    ),
    ("rlt_one", "rlt 0.5, 1 worker"),
    ("rlt_fifty", "rlt 0.5, 50 workers"),
];

/// What this machine, this client and this server make of the truth.
const BARE: &str = "bare";

/// What each is asked for, and what the server does, in milliseconds.
const TRUTH: [(&str, f64); 4] = [("p50", 0.0), ("p90", 500.0), ("p95", 750.0), ("p99", 950.0)];

/// What one would write without a tool: 200 a second for 20 s, each from the time at which it was to begin.
async fn bare() -> anyhow::Result<Value> {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let runtime = tokio::runtime::Handle::current();
    let begun = Instant::now();
    thread::spawn(move || {
        for number in 0..4000 {
            let due = begun + number * Duration::from_millis(5);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let tell = tell.clone();
            runtime.spawn(async move {
                ask().await.expect("the server answers");
                let _ = tell.send(due.elapsed());
            });
        }
    });
    let mut times = Histogram::<u64>::new(3)?;
    while let Some(time) = told.recv().await {
        times.record(u64::try_from(time.as_nanos())?)?;
    }
    let mut told = json!({ "count": times.len() });
    for (name, quantile) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)] {
        told[name] = json!(times.value_at_quantile(quantile) as f64 / 1e6);
    }
    Ok(told)
}

async fn stall(user: &mut GooseUser) -> TransactionResult {
    user.get("/stall").await?;
    Ok(())
}

async fn goose(mitigation: &str) -> anyhow::Result<Value> {
    let url = url();
    #[rustfmt::skip]
    let arguments = [
        "--host", &url, "--users", "50", "--increase-rate", "50", "--run-time", "20s", "--throttle-requests", "200",
        "--co-mitigation", mitigation, "--quiet", "--no-print-metrics",
    ];
    let configuration = GooseConfiguration::parse_args_default(&arguments)?;
    let metrics = GooseAttack::initialize_with_config(configuration)?
        .register_scenario(scenario!("scenario").register_transaction(transaction!(stall)))
        .execute()
        .await?;
    let request = metrics.requests.values().next();
    let request = request.ok_or_else(|| anyhow::anyhow!("no request"))?;
    let times = request.coordinated_omission_data.as_ref();
    let times = times.unwrap_or(&request.raw_data);
    let mut told = json!({ "count": times.counter });
    for (name, percentile) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)] {
        told[name] = json!(times.percentile_us(percentile) as f64 / 1e3);
    }
    Ok(told)
}

#[derive(Clone)]
struct Asks;

#[async_trait::async_trait]
impl rlt::StatelessBenchSuite for Asks {
    async fn bench(&mut self, _: &rlt::IterInfo) -> anyhow::Result<rlt::IterReport> {
        let begun = Instant::now();
        ask().await?;
        Ok(rlt::IterReport {
            duration: begun.elapsed(),
            status: rlt::Status::success(0),
            bytes: 0,
            items: 1,
        })
    }
}

async fn rlt(workers: &str) -> anyhow::Result<Value> {
    let folder = tempfile::tempdir()?;
    let report = folder.path().join("report.json");
    let report = report.to_str().expect("a path in UTF-8");
    #[rustfmt::skip]
    let arguments = [
        "rlt", "--concurrency", workers, "--rate", "200", "--duration", "20s", "--quiet",
        "--output", "json", "--output-file", report,
    ];
    rlt::cli::run(rlt::cli::BenchCli::try_parse_from(arguments)?, Asks).await?;
    let report: Value = serde_json::from_slice(&std::fs::read(report)?)?;
    let mut told = json!({ "count": report["summary"]["iters"]["total"] });
    for (name, _) in TRUTH {
        let seconds = report["latency"]["percentiles"][name].as_f64();
        told[name] = json!(seconds.unwrap_or(f64::NAN) * 1e3);
    }
    Ok(told)
}

/// In a process of its own.
fn compete(contender: &str) -> anyhow::Result<ExitCode> {
    if contender == SERVER {
        return Ok(serve());
    }
    if contender.ends_with("in_flight") {
        perf_runtime::main();
        return Ok(tell(&Value::Null));
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let told = runtime.block_on(async {
        match contender {
            BARE => bare().await,
            "goose" => goose("disabled").await,
            "goose_back_filled" => goose("average").await,
            "rlt_one" => rlt("1").await,
            "rlt_fifty" => rlt("50").await,
            other => anyhow::bail!("nobody is called {other}"),
        }
    })?;
    Ok(tell(&told))
}

/// What a contender tells: how many requests, and percentiles in milliseconds.
fn told(server: &Server, contender: &str) -> Value {
    let came = server.run(contender, &["--exact", contender]);
    let Some(record) = came.record else {
        return came.told;
    };
    let load = &record["load"];
    let mut told = json!({ "count": load["counts"]["ok"] });
    for (name, _) in TRUTH {
        told[name] = load["latency"][format!("{name}_ms")].clone();
    }
    told
}

fn main() -> anyhow::Result<ExitCode> {
    if let Some(contender) = contender() {
        return compete(&contender);
    }
    let server = Server::start();
    println!("| | requests | p50 ms | p90 | p95 | p99 |\n|---|---|---|---|---|---|");
    let truth = TRUTH.map(|(_, ms)| format!("{ms:.0}")).join(" | ");
    println!("| the truth | 4000 | {truth} |");
    for (contender, shown) in CONTENDERS {
        let told = told(&server, contender);
        let percentiles =
            TRUTH.map(|(name, _)| format!("{:.1}", told[name].as_f64().unwrap_or(f64::NAN)));
        println!(
            "| {shown} | {} | {} |",
            told["count"],
            percentiles.join(" | ")
        );
    }
    Ok(ExitCode::SUCCESS)
}
