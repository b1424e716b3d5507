//! Records for tests, as they are read from files.

use serde_json::json;

use super::commit::Commit;
use super::record::Record;

/// A case of `#[perf]` that passed: one run of 5 ms that made two queries.
pub(crate) fn record(name: &str) -> Record {
    let run = json!({
        "ms": 5.0, "waited_ms": 0.0, "ending": "ok", "queries": 2, "reads": 2, "writes": 0, "rows": 20,
        "db_ms": 1.0, "transaction_control": 0, "driver": 0, "outside": 0,
    });
    let record = json!({
        "schema": 1, "package": "shop", "target": "performance", "name": name,
        "file": "tests/performance.rs", "line": 3, "kind": "perf", "category": null, "severity": "medium",
        "threshold": null, "tags": [], "verdict": "passed", "outcome": "ok", "reason": null,
        "began_unix_ms": 1_790_000_000_000_u64, "took_ms": 6.0, "build": "debug", "profile": "default",
        "machine": {
            "os": "linux", "arch": "x86_64", "processors": 2, "governor": null, "max_mhz": null,
            "allowed_mhz": null,
        },
        "disturbed": { "steal_ms": 0.0, "throttled": null },
        "databases": [], "findings": [], "failure": null, "runs": [run], "load": null, "faults": null,
        "figures": [], "panics": [], "notes": [],
    });
    serde_json::from_value(record).expect("a record")
}

/// A commit whose id begins with these digits.
pub(crate) fn commit(digits: &str) -> Commit {
    Commit {
        id: format!("{digits:0<40}"),
        branch: Some("main".to_owned()),
        dirty: Some(false),
    }
}
