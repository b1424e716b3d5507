//! How long the HTML report of a large run takes, and how large it is: 5,000 cases, 100 MB of records. Beside it, in turns, what
//! it takes to read the files and parse them as JSON of no form, since a machine that others use tells little in seconds.
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
/// Reports of which the fastest is told.
const TIMES: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("there is room");
    let run = folder.path().join("runs/large");
    fs::create_dir_all(&run).expect("a folder can be made");
    let mut records = 0;
    for number in 0..CASES {
        let text = serde_json::to_string_pretty(&record(number)).expect("it is JSON");
        records += text.len();
        fs::write(run.join(format!("{number}.json")), text).expect("a record can be written");
    }
    let rounds: Vec<_> = (0..TIMES)
        .map(|_| (report(folder.path()), plain(&run)))
        .collect();
    let fastest = |times: &dyn Fn(&(Duration, Duration)) -> Duration| {
        let fastest = rounds.iter().map(times).min();
        fastest.unwrap_or_default().as_secs_f64()
    };
    let (report, plain) = (fastest(&|it| it.0), fastest(&|it| it.1));
    let page = fs::metadata(folder.path().join("out/perf.html")).expect("it was made");
    println!(
        "{CASES} cases, {:.0} MB of records: {report:.2} s, {:.2} of reading and parsing alone ({plain:.2} s); the page has {:.1} MB",
        records as f64 / 1e6,
        report / plain,
        page.len() as f64 / 1e6
    );
}

fn report(folder: &Path) -> Duration {
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_cargo-perf"))
        .args(["perf", "report", "--report", "html", "--dir"])
        .arg(folder)
        .arg("--output")
        .arg(folder.join("out"))
        .status()
        .expect("the program can be started");
    assert!(status.success());
    begun.elapsed()
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

/// One in ten failed.
fn record(number: usize) -> Value {
    let failed = number.is_multiple_of(10);
    let (verdict, outcome, status) = if failed {
        ("failed", "failed", "fail")
    } else {
        ("passed", "ok", "ok")
    };
    let shapes: Vec<_> = (0..SHAPES).map(|shape| shape_of(number, shape)).collect();
    json!({
        "schema": 1, "package": "shop", "target": "performance",
        "name": format!("suite_{:02}::group_{}::case_{number}", number % 40, number % 7),
        "file": "tests/performance.rs", "line": number,
        "kind": "perf", "category": format!("category {}", number % 12), "severity": "medium",
        "threshold": null, "tags": ["nightly"], "verdict": verdict, "outcome": outcome, "reason": null,
        "began_unix_ms": 1_795_289_241_000_u64 + number as u64 * 100, "took_ms": 95.0,
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
            "ms": 14.2, "waited_ms": 0.0, "ending": "ok", "queries": SHAPES, "reads": SHAPES, "writes": 0, "rows": 900,
            "db_ms": 9.0, "transaction_control": 2, "driver": 0, "outside": 0, "shapes": shapes,
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
