//! The records that the cases leave.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

use perf_tests::messages::DATABASES;

use crate::cases::Recorded;

/// The name of the run, and so of the folder in which its records are.
pub(crate) const RUN: &str = "model";

/// The records of a run, by the names of their cases.
pub(crate) fn read(folder: &Path) -> BTreeMap<String, Value> {
    let entries = fs::read_dir(folder.join("runs").join(RUN)).expect("there are records");
    let mut records = BTreeMap::new();
    for entry in entries {
        let path = entry.expect("an entry can be read").path();
        let text = fs::read_to_string(&path).expect("a record can be read");
        let record: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = record["name"]
            .as_str()
            .expect("a record has a name")
            .to_owned();
        assert!(
            records.insert(name, record).is_none(),
            "a second record: {}",
            path.display()
        );
    }
    records
}

/// What the model speaks of.
pub(crate) fn recorded(record: &Value) -> Recorded {
    let list = |key: &str| record[key].as_array().cloned().unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Recorded {
        verdict: word(&record["verdict"]),
        budgets: list("findings")
            .iter()
            .map(|one| format!("{} {}", word(&one["budget"]), word(&one["status"])))
            .collect(),
        runs: if record["kind"] == "load" {
            iterations(record)
        } else {
            queries(record)
        },
    }
}

fn queries(record: &Value) -> Vec<u64> {
    let runs = record["runs"].as_array().expect("a record has runs");
    runs.iter()
        .map(|run| {
            run["queries"]
                .as_u64()
                .expect("a run has a number of queries")
        })
        .collect()
}

fn iterations(record: &Value) -> Vec<u64> {
    let counts = &record["load"]["counts"];
    ["ok", "error", "panic", "timeout", "interrupted"]
        .map(|end| counts[end].as_u64().expect("a load counts its iterations"))
        .into()
}

/// The commit that git says is checked out, or one just before it: somebody may commit while these cases run. Nothing to compare where these
/// are no files of a repository.
pub(crate) fn assert_commit(records: &BTreeMap<String, Value>) {
    let git = Command::new("git")
        .args(["rev-list", "--max-count=10", "HEAD"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let Some(output) = git.ok().filter(|output| output.status.success()) else {
        return;
    };
    let latest = String::from_utf8_lossy(&output.stdout);
    for (name, record) in records {
        let id = record["commit"]["id"].as_str().unwrap_or_default();
        assert!(latest.lines().any(|commit| commit == id), "{name}: {id}");
    }
}

/// What holds for every record.
pub(crate) fn assert_whole(records: &BTreeMap<String, Value>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in a workspace");
    for (name, record) in records {
        assert_eq!(
            (&record["schema"], &record["package"]),
            (&1.into(), &"perf-tests".into()),
            "{name}"
        );
        let kind = if name.contains("load") {
            "load"
        } else {
            "perf"
        };
        assert_eq!(record["kind"], kind, "{name}");
        let (file, line) = (
            record["file"].as_str().unwrap(),
            record["line"].as_u64().unwrap(),
        );
        let text =
            fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let line = text
            .lines()
            .nth(usize::try_from(line).unwrap() - 1)
            .expect("the file has that line");
        let function = name.rsplit("::").next().expect("a name has an end");
        assert!(
            line.contains(&format!("async fn {function}(")),
            "{name}: {file} has `{line}` there"
        );
    }
}

/// The lines of the application, in the record as in the message: through `.await`, through a spawned task, from a loop.
pub(crate) fn assert_places(records: &BTreeMap<String, Value>) {
    for (case, shape, markers) in [
        ("one_where_none_may_be", 0, &["titles"][..]),
        ("a_task_makes_the_query", 0, &["title", "spawned"]),
        (
            "a_query_for_each_company",
            1,
            &["departments", "one by one"],
        ),
    ] {
        for database in DATABASES {
            let record = &records[&format!("{database}::queries::{case}")];
            if record["verdict"] == "skipped" {
                continue;
            }
            let at = &record["runs"][0]["shapes"][shape]["at"];
            for (depth, marker) in markers.iter().enumerate() {
                let place = perf_tests::place("src/shop.rs", marker);
                let seen = at[depth].as_str().unwrap_or_default();
                assert!(
                    seen.starts_with(&format!("{place} {database}::shop::")),
                    "{database} {case}: {at} is not {place}"
                );
            }
        }
    }
}

/// Where memory was taken of which there was too much.
pub(crate) fn assert_allocations(records: &BTreeMap<String, Value>) {
    let record = &records["memory::two_callers_of_one_function"];
    let places = |finding: usize| &record["findings"][finding]["places"];
    let others = json!({ "calls": 1, "bytes": 40_000 });
    assert_eq!(
        (&places(0)["one_in"], &places(0)["others"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(places(0)["of_others"], others);
    for (finding, expected) in [
        (0, [(40, 81_920), (3, 180_000), (1, 960)]),
        (1, [(3, 180_000), (40, 81_920), (1, 40_000)]),
        (2, [(40, 81_920), (1, 40_000), (1, 960)]),
    ] {
        for (place, (calls, bytes)) in expected.into_iter().enumerate() {
            let place = &places(finding)["most"][place];
            assert_eq!(
                (&place["calls"], &place["bytes"], &place["by_driver"]),
                (&json!(calls), &json!(bytes), &json!(false))
            );
        }
    }
    for (depth, marker) in ["buffer", "each report", "reports"].into_iter().enumerate() {
        // The own harness takes the file from another folder.
        let place = perf_tests::place("tests/fixture/memory.rs", marker);
        let place = place.trim_start_matches("tests/tests/");
        let seen = places(0)["most"][0]["at"][depth].as_str();
        let seen = seen.unwrap_or_default();
        assert!(
            seen.contains(&format!("/{place} ")),
            "{seen} is not {place}"
        );
    }
    // Nothing was looked for where nothing was over.
    assert!(
        records["memory::a_vec"]["findings"][0]
            .get("places")
            .is_none()
    );
}

/// What the databases counted, and the plans that were found fault with.
pub(crate) fn assert_costs(records: &BTreeMap<String, Value>) {
    for (database, rows, figure, step) in [
        ("sqlite", 149, "vm_steps", "SCAN d"),
        (
            "postgres",
            150,
            "buffers",
            "Seq Scan on department d [Filter: (name = $1)]",
        ),
    ] {
        let record = &records[&format!("{database}::plans::too_many_rows_are_scanned")];
        if record["verdict"] == "skipped" {
            continue;
        }
        let run = &record["runs"][0];
        for cost in [&run["cost"], &run["shapes"][0]["cost"]] {
            assert_eq!(cost["rows_scanned"], rows, "{database}: {cost}");
            assert!(cost[figure].as_u64() > Some(0), "{database}: {cost}");
        }
        let record = &records[&format!("{database}::plans::a_table_is_read_in_full")];
        let plans = record["findings"][0]["plans"]
            .as_object()
            .expect("it has plans");
        let plans: Vec<_> = plans.values().collect();
        assert_eq!(plans, [&Value::from(vec![step])], "{database}");
    }
    // Nobody asked, so nothing was counted.
    let record = &records["sqlite::queries::one_where_none_may_be"];
    assert!(record["runs"][0].get("cost").is_none(), "{record}");
}

/// Where limits come from, how much a case matters, and what it ran on.
pub(crate) fn assert_limits(records: &BTreeMap<String, Value>) {
    let record = &records["limits::a_named_limit_holds"];
    let baseline = "1 ms";
    for (finding, soft, limit, origin) in [
        (0, Value::Null, 60_000.0, "60000 ms of tests/perf.toml:4"),
        (
            1,
            Value::Bool(true),
            50_000.0,
            "50000 ms of tests/perf.toml:4",
        ),
    ] {
        let finding = &record["findings"][finding];
        let expected = json!([soft, limit, origin, baseline]);
        let parts = ["soft", "limit", "origin", "baseline"].map(|key| finding[key].clone());
        assert_eq!(Value::from(parts.to_vec()), expected, "{finding}");
    }
    assert_eq!(record["threshold"], "generous");
    let figures = &records["limits::a_figure_is_too_low"]["figures"];
    let smallest = json!({ "value": 0.5, "at": 2 });
    assert_eq!(
        (&figures[0]["count"], &figures[0]["smallest"]),
        (&json!(3), &smallest)
    );
    for (name, severity, category) in [
        ("limits::a_figure_is_too_low", "critical", json!("cache")),
        ("limits::a_named_limit_holds", "medium", Value::Null),
    ] {
        let record = &records[name];
        assert_eq!(
            (&record["severity"], &record["category"]),
            (&json!(severity), &category)
        );
    }
    for (name, record) in records {
        assert_eq!(record["profile"], "default", "{name}");
        assert_eq!(record["machine"]["os"], env::consts::OS, "{name}");
        assert!(record["machine"]["processors"].as_u64() > Some(0), "{name}");
        assert!(record["disturbed"]["steal_ms"].as_f64().is_some(), "{name}");
        for run in record["runs"].as_array().expect("a record has runs") {
            assert!(run["waited_ms"].as_f64().is_some(), "{name}: {run}");
        }
    }
}

/// The sizes of the runs, and the figures at each with what they come to.
pub(crate) fn assert_growth(records: &BTreeMap<String, Value>) {
    for database in ["sqlite", "postgres", "mysql"] {
        let record = &records[&format!("{database}::growth::each_limit_is_judged_at_each_size")];
        if record["verdict"] == "skipped" {
            continue;
        }
        let runs = record["runs"].as_array().expect("a record has runs");
        let sizes: Vec<_> = runs.iter().map(|run| &run["size"]).collect();
        assert_eq!(sizes, [5, 10, 100], "{database}");
        let growth = &record["findings"][2]["growth"];
        let expected = serde_json::json!({ "class": "linear", "slope": 1.0, "points": [[5, 6.0], [10, 11.0], [100, 101.0]] });
        assert_eq!(growth, &expected, "{database}");
    }
    // What is run at one size says nothing of it.
    let record = &records["bodies::passes"];
    assert!(record["runs"][0].get("size").is_none(), "{record}");
}

/// The id of a shape is the same in all processes and on all machines.
pub(crate) fn assert_shape_ids(records: &BTreeMap<String, Value>) {
    let shapes = records
        .values()
        .flat_map(|record| record["runs"].as_array().into_iter().flatten());
    let shapes = shapes.flat_map(|run| run["shapes"].as_array().into_iter().flatten());
    let counts: Vec<_> = shapes
        .filter(|shape| shape["sql"] == "SELECT COUNT(*) FROM book")
        .collect();
    assert!(
        counts.len() > 1 && counts.iter().all(|shape| shape["id"] == "11e9a325b5e1052e"),
        "{counts:?}"
    );
}

/// What a database server on this machine takes of the processors is told apart from what others do.
#[cfg(target_os = "linux")]
pub(crate) fn assert_servers(records: &BTreeMap<String, Value>) {
    for database in DATABASES {
        let record = &records[&format!("{database}::load_queries::three_in_each")];
        if record["verdict"] == "skipped" {
            continue;
        }
        let health = &record["load"]["health"];
        let of_servers = health["cpu_of_servers"].as_f64().unwrap_or_default();
        assert_eq!(of_servers > 0.0, database != "sqlite", "{health}");
    }
}
