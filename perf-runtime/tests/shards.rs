//! Four processes make a load together, and `cargo perf merge` judges it: the cases of this binary are run by its tests, each in
//! four processes at once.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use perf_runtime::{Iteration, Perf, load, perf};
use serde_json::Value;

const SHARDS: u64 = 4;

/// The name of the run.
const RUN: &str = "together";

#[load(users = 10, iterations = 999, max_error_rate = 0.5, p95_ms = 60_000)]
#[ignore = "is run in shards"]
async fn half_of_them_may_fail(iteration: Iteration) -> Result<(), String> {
    // Alike within a shard: the first and the third have the even ones, the others the odd ones.
    if iteration.unique.is_multiple_of(2) {
        Ok(())
    } else {
        Err("out of paper".to_owned())
    }
}

#[load(users = 10, iterations = 999, max_error_rate = 0.49)]
#[ignore = "is run in shards"]
async fn fewer_than_half_may_fail(iteration: Iteration) -> Result<(), String> {
    if iteration.unique.is_multiple_of(2) {
        Ok(())
    } else {
        Err("out of paper".to_owned())
    }
}

#[load(rate = "400/s", iterations = 203, max_in_flight = 50, warmup = "200ms")]
#[ignore = "is run in shards"]
async fn by_the_clock(iteration: Iteration, perf: Perf) {
    perf.record("number", iteration.unique as f64);
    tokio::task::yield_now().await;
}

#[load(users = 3, iterations = 100)]
#[ignore = "is run in shards"]
async fn has_few_users() {}

#[load(users = [4, 8], iterations = 80)]
#[ignore = "is run in shards"]
async fn is_a_sweep() {
    tokio::task::yield_now().await;
}

#[perf(max_queries = 0)]
#[ignore = "is run in shards"]
async fn is_no_load() {}

/// One process of several.
fn begin(folder: &Path, shard: &str, cases: &[&str], more: &[(&str, &str)]) -> Child {
    let mut command = Command::new(env::current_exe().expect("a test has a binary"));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("PERF_") || name.starts_with("NEXTEST") {
            command.env_remove(name);
        }
    }
    command
        .args(["--exact", "--ignored", "--nocapture", "--test-threads", "1"])
        .args(cases)
        .env("PERF_DIR", folder)
        .env("PERF_RUN", RUN)
        .env("PERF_SHARD", shard)
        .envs(more.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it can be run")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// All shards of these cases, at once; none of them fails.
fn all(folder: &Path, cases: &[&str]) {
    let soon = SystemTime::now() + Duration::from_secs(2);
    let soon = soon.duration_since(UNIX_EPOCH).expect("after 1970");
    let start_at = format!("{}", soon.as_secs_f64());
    let more = [("PERF_START_AT", &*start_at), ("PERF_INCONCLUSIVE", "fail")];
    let shards: Vec<_> = (1..=SHARDS)
        .map(|index| begin(folder, &format!("{index}/{SHARDS}"), cases, &more))
        .collect();
    for shard in shards {
        let output = shard.wait_with_output().expect("it ends");
        let text = text(&output);
        assert_eq!(output.status.code(), Some(0), "{text}");
        for case in cases {
            let told = format!("perf: {case} shard ");
            assert!(text.contains(&told), "no {told:?} in\n{text}");
        }
    }
}

fn merge(folder: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-perf"))
        .args(["perf", "merge", "--run", RUN, "--dir"])
        .arg(folder)
        .env_remove("PERF_SHARD")
        .env("PERF_INCONCLUSIVE", "")
        .output()
        .expect("it can be run");
    (output.status.code(), text(&output))
}

/// The records of a run, by their files.
fn records(folder: &Path, run: &str) -> BTreeMap<String, Value> {
    let entries = fs::read_dir(folder.join("runs").join(run)).expect("there are records");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let records = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    records
        .map(|path| {
            let text = fs::read_to_string(&path).expect("it can be read");
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            (
                name.into_owned(),
                serde_json::from_str(&text).expect("a record"),
            )
        })
        .collect()
}

/// The merged record of a case.
fn merged(folder: &Path, case: &str) -> Value {
    let records = records(folder, "together-merged");
    let mut records = records.into_values();
    let record = records.find(|record| record["name"] == case);
    record.expect("it was merged")
}

fn sum(records: &BTreeMap<String, Value>, of: impl Fn(&Value) -> &Value) -> u64 {
    let numbers = records.values().map(|record| of(record).as_u64());
    numbers.map(|number| number.expect("a whole number")).sum()
}

#[test]
fn four_processes_make_one_load_and_the_sum_is_judged() {
    let folder = tempfile::tempdir().expect("there is room");
    all(folder.path(), &["half_of_them_may_fail"]);
    let shards = records(folder.path(), RUN);
    assert_eq!(
        shards.len(),
        4,
        "none was written over: {:?}",
        shards.keys()
    );
    assert_eq!(sum(&shards, |record| &record["load"]["users"]), 10);
    assert_eq!(sum(&shards, |record| &record["load"]["counts"]["ok"]), 500);
    for (file, record) in &shards {
        assert_eq!(record["verdict"], "partial", "{file}");
        let counts = &record["load"]["counts"];
        // One whose iterations all fail is not judged by that, and one in which none does has not passed.
        assert!(
            counts["ok"] == 0 || counts["error"] == 0,
            "{file}: {counts}"
        );
    }
    let (exit, text) = merge(folder.path());
    assert_eq!(exit, Some(0), "{text}");
    for part in [
        "[ ok ] max_error_rate  499 of 999 iterations failed (49.95 %: 499 errors), budget 50 %",
        "perf: 1 case merged into",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    let record = merged(folder.path(), "half_of_them_may_fail");
    let load = &record["load"];
    assert_eq!(
        (&load["users"], &load["asked_iterations"]),
        (&10.into(), &999.into())
    );
    assert_eq!(
        (&load["counts"]["ok"], &load["counts"]["error"]),
        (&500.into(), &499.into())
    );
    let extreme = |end: &str, pick: fn(f64, f64) -> f64| {
        let of = |record: &Value| record["load"]["latency"][end].as_f64();
        shards.values().filter_map(of).reduce(pick)
    };
    assert_eq!(
        load["latency"]["max_ms"].as_f64(),
        extreme("max_ms", f64::max)
    );
    assert_eq!(
        load["latency"]["min_ms"].as_f64(),
        extreme("min_ms", f64::min)
    );
}

#[test]
fn what_is_over_in_the_sum_alone_fails_in_the_merge_alone() {
    let folder = tempfile::tempdir().expect("there is room");
    all(folder.path(), &["fewer_than_half_may_fail"]);
    let (exit, text) = merge(folder.path());
    assert_eq!(exit, Some(1), "{text}");
    assert!(
        text.contains("perf: fewer_than_half_may_fail FAILED 1 of 1 budget"),
        "{text}"
    );
    assert_eq!(
        merged(folder.path(), "fewer_than_half_may_fail")["verdict"],
        "failed"
    );
}

#[test]
fn arrivals_and_the_steps_of_a_sweep_are_dealt_out() {
    let folder = tempfile::tempdir().expect("there is room");
    all(folder.path(), &["by_the_clock", "is_a_sweep"]);
    let shards = records(folder.path(), RUN);
    let of_clock = |(file, _): &(String, Value)| file.contains("by_the_clock");
    let of_clock: BTreeMap<_, _> = shards.into_iter().filter(of_clock).collect();
    assert_eq!(
        sum(&of_clock, |record| &record["load"]["arrivals"]["all"]),
        203
    );
    let (exit, text) = merge(folder.path());
    assert_eq!(exit, Some(0), "{text}");
    let load = &merged(folder.path(), "by_the_clock")["load"];
    assert_eq!(
        (&load["arrivals"]["all"], &load["users"]),
        (&203.into(), &50.into())
    );
    assert_eq!(load["warmup"]["ok"], 80);
    let sweep = &merged(folder.path(), "is_a_sweep")["load"]["sweep"];
    for (step, users) in [(0, 4), (1, 8)] {
        assert_eq!(sweep[step]["users"], users, "{sweep}");
        assert_eq!(sweep[step]["counts"]["ok"], 80, "{sweep}");
    }
}

#[test]
fn a_shard_that_is_missing_at_the_merge_is_told() {
    let folder = tempfile::tempdir().expect("there is room");
    all(folder.path(), &["half_of_them_may_fail"]);
    for (file, _) in records(folder.path(), RUN) {
        if file.contains("shard-3-of-4") {
            fs::remove_file(folder.path().join("runs").join(RUN).join(file)).expect("it is there");
        }
    }
    let (exit, text) = merge(folder.path());
    assert_eq!(exit, Some(1), "{text}");
    assert!(
        text.contains("shard 3 of 4 is missing: what was made is not the load"),
        "{text}"
    );
    assert_eq!(
        merged(folder.path(), "half_of_them_may_fail")["verdict"],
        "failed"
    );
}

#[test]
fn a_process_that_does_not_know_its_part_fails() {
    let folder = tempfile::tempdir().expect("there is room");
    for (case, shard, start_at, told) in [
        (
            "half_of_them_may_fail",
            "0/4",
            "",
            "`PERF_SHARD=0/4`: shards are counted from 1 to their number",
        ),
        (
            "half_of_them_may_fail",
            "two",
            "",
            "`PERF_SHARD=two` is no shard: write the number of this process",
        ),
        (
            "half_of_them_may_fail",
            "1/2",
            "soon",
            "`PERF_START_AT=soon` is no moment",
        ),
        (
            "has_few_users",
            "4/4",
            "",
            "shard 4 of 4 has nothing to do: the load has 3 users",
        ),
    ] {
        let more = [("PERF_START_AT", start_at)];
        let output = begin(folder.path(), shard, &[case], &more).wait_with_output();
        let output = output.expect("it ends");
        let text = text(&output);
        assert_eq!(output.status.code(), Some(101), "{text}");
        assert!(text.contains(told), "no {told:?} in\n{text}");
    }
}

#[test]
fn what_is_no_load_is_run_as_ever() {
    let folder = tempfile::tempdir().expect("there is room");
    let output = begin(folder.path(), "2/4", &["is_no_load"], &[]).wait_with_output();
    let output = output.expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let (exit, text) = merge(folder.path());
    assert_eq!(exit, Some(2), "{text}");
    assert!(text.contains("there is no record of a shard"), "{text}");
}

#[test]
fn shards_that_did_not_begin_together_say_nothing_of_time() {
    let folder = tempfile::tempdir().expect("there is room");
    for shard in ["1/2", "2/2"] {
        // One after the other, and both too late.
        let more = [("PERF_START_AT", "1700000000")];
        let output = begin(folder.path(), shard, &["half_of_them_may_fail"], &more);
        let output = output.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        // A process may be over in less than clocks may differ by.
        std::thread::sleep(Duration::from_millis(200));
    }
    let (exit, text) = merge(folder.path());
    assert_eq!(exit, Some(0), "{text}");
    for part in [
        "perf: half_of_them_may_fail inconclusive",
        "[ ok ] max_error_rate",
        "not judged, the last shard began",
        "shard 2 of 2 began",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}
