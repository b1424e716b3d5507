//! How long the HTML report of a large run takes, and how large it is: 5,000 cases, 100 MB of records, without a history and with
//! one of 20 runs. Beside it, in turns, what it takes to read the files and parse them as JSON of no form, since a machine that
//! others use tells little in seconds.
//!
//! `cargo bench -p perf-runtime --features cli --bench report`

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const CASES: usize = 5_000;
/// Statements of a case, so that all records together are about 100 MB.
const SHAPES: usize = 45;
/// Runs in the history, the one that is reported included.
const RUNS: usize = 20;
/// Reports of which the fastest is told.
const TIMES: usize = 5;

const MONDAY: u64 = 1_795_289_241_000;
const DAY: u64 = 86_400_000;

fn main() {
    let folder = tempfile::tempdir().expect("there is room");
    let [none, history] = ["none", "history"].map(|name| folder.path().join(name));
    let figures = fill(&history);
    let run = folder.path().join("runs/large");
    let bytes = write(&run, |number| record(number, MONDAY, SHAPES));
    let rounds: Vec<_> = (0..TIMES)
        .map(|_| {
            let [alone, with] = [&none, &history].map(|history| report(folder.path(), history));
            (plain(&run), alone, with)
        })
        .collect();
    let fastest = |times: &dyn Fn(&(Duration, Report, Report)) -> Duration| {
        let fastest = rounds.iter().map(times).min();
        fastest.unwrap_or_default().as_secs_f64()
    };
    let plain = fastest(&|round| round.0);
    println!(
        "{CASES} cases, {:.0} MB of records; {plain:.2} s to read and parse them alone",
        bytes as f64 / 1e6
    );
    let told = |what: &str, took: f64, page: usize| {
        println!(
            "{what}: {took:.2} s, {:.2} of that; the page has {:.1} MB",
            took / plain,
            page as f64 / 1e6
        );
    };
    let last = rounds.last().expect("there are rounds");
    told(
        "without a history",
        fastest(&|round| round.1.took),
        last.1.page,
    );
    told(
        &format!("with {figures} figures of {RUNS} runs"),
        fastest(&|round| round.2.took),
        last.2.page,
    );
}

/// Makes a history, and gives back how many figures of the page it has.
fn fill(history: &Path) -> usize {
    let folder = tempfile::tempdir().expect("there is room");
    let run = folder.path().join("runs/large");
    for day in (0..RUNS as u64).rev() {
        write(&run, |number| record(number, MONDAY - day * DAY, 0));
        let added = perf(folder.path(), history)
            .args(["history", "--add"])
            .output();
        let added = added.expect("the program can be started");
        assert!(added.status.success(), "{added:?}");
    }
    let main_figures = 3;
    main_figures * CASES * RUNS
}

/// Writes the records of a run, and gives back how many bytes they have.
fn write(run: &Path, record: impl Fn(usize) -> Value) -> usize {
    fs::create_dir_all(run).expect("a folder can be made");
    let write = |number| {
        let text = serde_json::to_string_pretty(&record(number)).expect("it is JSON");
        fs::write(run.join(format!("{number}.json")), &text).expect("a record can be written");
        text.len()
    };
    (0..CASES).map(write).sum()
}

/// How long one took, and the bytes of its page.
struct Report {
    took: Duration,
    page: usize,
}

fn report(folder: &Path, history: &Path) -> Report {
    let output = folder.join("out");
    let begun = Instant::now();
    let made = perf(folder, history)
        .args(["report", "--report", "html", "--output"])
        .arg(&output)
        .output();
    let took = begun.elapsed();
    let made = made.expect("the program can be started");
    assert!(made.status.success(), "{made:?}");
    let page = fs::read_to_string(output.join("perf.html")).expect("it was made");
    // What it is measured for is there.
    assert_eq!(page.contains("<h3>Over time</h3>"), history.exists());
    Report {
        took,
        page: page.len(),
    }
}

/// `cargo perf` of the runs in this folder.
fn perf(folder: &Path, history: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-perf"));
    command
        .args(["perf", "--dir"])
        .arg(folder)
        .env("PERF_HISTORY", history);
    command
}

/// All files of a run, one after the other.
fn plain(run: &Path) -> Duration {
    let begun = Instant::now();
    for entry in fs::read_dir(run).expect("it was made") {
        let path = entry.expect("it can be listed").path();
        let text = fs::read_to_string(path).expect("it was written");
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        black_box(value);
    }
    begun.elapsed()
}

/// One in ten failed. Times differ from run to run, as they do.
fn record(number: usize, began_unix_ms: u64, shapes: usize) -> Value {
    let failed = number.is_multiple_of(10);
    let (verdict, outcome, status) = if failed {
        ("failed", "failed", "fail")
    } else {
        ("passed", "ok", "ok")
    };
    let shapes: Vec<_> = (0..shapes).map(|shape| shape_of(number, shape)).collect();
    let ms = 14.0 + ((began_unix_ms / DAY * 7 + number as u64 * 3) % 10) as f64 / 20.0;
    let heap = json!({
        "allocations": 900, "reallocations": 20, "bytes": 640_000, "left": 0,
        "peak": { "at_least": 90_000, "at_most": 90_000 },
    });
    json!({
        "schema": 1, "package": "shop", "target": "performance",
        "name": format!("suite_{:02}::group_{}::case_{number}", number % 40, number % 7),
        "file": "tests/performance.rs", "line": number,
        "kind": "perf", "category": format!("category {}", number % 12), "severity": "medium",
        "threshold": null, "tags": ["nightly"], "verdict": verdict, "outcome": outcome, "reason": null,
        "began_unix_ms": began_unix_ms + number as u64 * 100, "took_ms": 95.0,
        "build": "release", "profile": "default",
        "machine": { "os": "linux", "arch": "x86_64", "processors": 2, "governor": null, "max_mhz": null, "allowed_mhz": null },
        "disturbed": { "steal_ms": 0.0, "throttled": null }, "databases": ["sqlite"],
        "findings": [
            {
                "budget": "max_queries", "status": status, "text": "45 queries, budget 40 (+5)",
                "figure": 45.0, "limit": 40.0, "shapes": ["80b040f647d20000"], "advice": null,
            },
            {
                "budget": "max_ms", "status": "ok", "text": "14.2 ms of 500 ms", "figure": 14.2, "limit": 500.0,
                "shapes": [], "advice": null,
            },
        ],
        "failure": null,
        "runs": [{
            "ms": ms, "waited_ms": 0.0, "ending": "ok", "queries": SHAPES, "reads": SHAPES, "writes": 0, "rows": 900,
            "db_ms": 9.0, "transaction_control": 2, "driver": 0, "outside": 0, "shapes": shapes, "heap": heap,
        }],
        "load": null, "figures": [], "panics": [], "notes": [],
        "report": failed.then(|| "perf: case FAILED 1 of 2 budgets\n".repeat(40)),
    })
}

fn shape_of(number: usize, shape: usize) -> Value {
    json!({
        "id": format!("80b040f647d2{shape:04x}"),
        "sql": format!(
            "SELECT id, title, description, created_at FROM table_{number}_{shape} WHERE owner_id = ? ORDER BY created_at"
        ),
        "class": "read", "count": 1, "rows": 20, "total_ms": 0.2, "slowest_ms": 0.2,
        "at": [
            format!("src/technologies.rs:{shape} technologies::load_repositories"),
            "src/routes.rs:31 routes::list",
        ],
    })
}
