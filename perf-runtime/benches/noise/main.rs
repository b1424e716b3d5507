//! Whether limits on time hold their promise on a machine that is busy: the cases below run again and again beside
//! two loops that take all the processors they get. A limit of twice the time that a body takes on its own must
//! never fail, one of half that time must fail each time.
//!
//! `cargo bench -p perf-runtime --bench noise`, with `-- --runs 50` for the table of `docs/verdicts.md`. With `--suite command-center
//! performance` at the end, the cases are those of another suite. `-- --speed --runs 20` tells what loops of known length say of
//! samples that took too long.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]
#![allow(clippy::print_stderr, reason = "how far it is")]

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use perf_runtime::perf;
use sqlx::SqlitePool;

use busy::{BUSY, BusyLoop};
use records::{RUN, Verdicts, taken_from, word};
use suite::Suite;

mod busy;
mod records;
mod reference;
mod sched;
mod slower;
mod speed;
mod suite;

/// What each body takes on its own. The limits are twice and half of it.
const TRUE: Duration = Duration::from_millis(5);

/// The bodies, by the variable that says how much each has to do.
const BODIES: [&str; 4] = ["sleep", "arithmetic", "memory", "sqlite"];

fn amount(body: &str) -> u64 {
    let amount = env::var(variable(body)).expect("the parent process says it");
    amount.parse().expect("a number")
}

fn variable(body: &str) -> String {
    format!("NOISE_{}", body.to_uppercase())
}

fn arithmetic(amount: u64) {
    let mut state = 1_u64;
    for _ in 0..amount * 1000 {
        state = black_box(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        );
    }
}

fn memory(amount: u64) {
    for _ in 0..amount {
        let mut numbers: Vec<u32> = (0..512_u32)
            .map(|n| n.wrapping_mul(2_654_435_761))
            .collect();
        numbers.sort_unstable();
        black_box(numbers);
    }
}

async fn sqlite(db: &SqlitePool, amount: u64) -> sqlx::Result<()> {
    for _ in 0..amount {
        let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT COUNT(*) FROM n";
        sqlx::query(count).execute(db).await?;
    }
    Ok(())
}

macro_rules! cases {
    ($module:ident, $ms:literal) => {
        mod $module {
            use super::*;

            cases!(max, max_ms = $ms);
            cases!(mean, mean_ms = $ms, iterations = 20);
            cases!(p90, p90_ms = $ms, iterations = 30);
        }
    };
    ($module:ident, $($option:tt)*) => {
        mod $module {
            use super::*;

            #[perf($($option)*)]
            async fn sleep() {
                tokio::time::sleep(Duration::from_millis(super::super::amount("sleep"))).await;
            }

            #[perf($($option)*)]
            async fn arithmetic() {
                super::super::arithmetic(super::super::amount("arithmetic"));
            }

            #[perf($($option)*)]
            async fn memory() {
                super::super::memory(super::super::amount("memory"));
            }

            #[perf(n_plus_one = "allow", $($option)*)]
            async fn sqlite(db: SqlitePool) -> sqlx::Result<()> {
                super::super::sqlite(&db, super::super::amount("sqlite")).await
            }
        }
    };
}

cases!(twice, 10);
cases!(half, 2.5);

/// How much a body has to do to take [`TRUE`], on a machine that does nothing else.
async fn calibrate(body: &str, db: &SqlitePool) -> sqlx::Result<u64> {
    // A sleep is as long as it says.
    if body == "sleep" {
        return Ok(5);
    }
    let mut amount = 1;
    loop {
        let mut times = Vec::new();
        for _ in 0..15 {
            let begun = Instant::now();
            match body {
                "arithmetic" => arithmetic(amount),
                "memory" => memory(amount),
                _ => sqlite(db, amount).await?,
            }
            times.push(begun.elapsed());
        }
        // Noise only adds time.
        let own = times.into_iter().min().expect("it was measured");
        if own > TRUE / 4 {
            let micros = |time: Duration| u64::try_from(time.as_micros()).expect("a short time");
            return Ok(amount * micros(TRUE) / micros(own));
        }
        amount *= 2;
    }
}

/// How often each case came to each verdict.
type Cases = BTreeMap<String, Verdicts>;

fn run_cases(amounts: &[(&str, u64)], kept: &Path, verdicts: &mut Cases) {
    let mut cases = Command::new(env::current_exe().expect("this program"));
    cases
        .arg("--test-threads=2")
        .env("PERF_DIR", kept)
        .env("PERF_RUN", RUN);
    for (body, amount) in amounts {
        cases.env(variable(body), amount.to_string());
    }
    let output = cases.stdin(Stdio::null()).output().expect("it runs");
    let records = taken_from(kept);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(records.len(), 24, "{said}");
    for record in records {
        let name = word(&record, "name");
        verdicts
            .entry(name)
            .or_default()
            .add(&word(&record, "verdict"));
    }
}

fn print(verdicts: &Cases) {
    println!("| case | passed | failed | inconclusive |\n|---|---|---|---|");
    for (case, times) in verdicts {
        println!("| `{case}` | {}", times.cells());
    }
}

/// The limits of the bodies above.
fn of_bodies(runs: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let amounts = BODIES.map(|body| {
        let amount = runtime.block_on(async {
            let db = SqlitePool::connect("sqlite::memory:").await?;
            calibrate(body, &db).await
        });
        (body, amount.expect("a database in memory"))
    });
    let _busy = [BusyLoop::start(), BusyLoop::start()];
    let kept = tempfile::tempdir().expect("a folder");
    let mut verdicts = Cases::new();
    for _ in 0..runs {
        run_cases(&amounts, kept.path(), &mut verdicts);
    }
    print(&verdicts);
}

/// Those of a suite.
fn of_suite(package: &str, target: &str, filters: &[String], runs: u32) {
    let suite = Suite::of(package, target);
    let mut limits = suite.limits(filters);
    let _busy = [BusyLoop::start(), BusyLoop::start()];
    for run in 1..=runs {
        eprintln!("run {run} of {runs}");
        suite.judge(&mut limits);
    }
    suite::print(&limits);
}

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<_> = env::args().skip(1).filter(|it| it != "--bench").collect();
    if env::var_os(variable("sleep")).is_some() {
        return perf_runtime::main();
    }
    let after = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option)?;
        Some(&arguments[at + 1..])
    };
    let word = |option: &str| after(option).and_then(<[_]>::first);
    if let Some(work) = word(BUSY) {
        busy::work(work);
    }
    if let Some(body) = word(speed::MEASURE) {
        speed::measure(body);
        return ExitCode::SUCCESS;
    }
    let runs = after("--runs").and_then(<[_]>::first);
    let runs = runs.map_or(5, |runs| runs.parse().expect("a number of runs"));
    if arguments.iter().any(|argument| argument == "--speed") {
        speed::of_speed(runs);
        return ExitCode::SUCCESS;
    }
    match after("--suite") {
        Some([package, target, filters @ ..]) => of_suite(package, target, filters, runs),
        Some(_) => panic!("`--suite` takes a package, its test target, and parts of names"),
        None => of_bodies(runs),
    }
    ExitCode::SUCCESS
}
