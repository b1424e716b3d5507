//! The limits of a suite, as they stand there: each is scaled until it is twice what the case takes on its own, or half of it.
//!
//! Nothing of the suite is changed. Its cases run one by one, as nextest runs them, with a copy of its `perf.toml` that
//! has one profile more.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::records::{RUN, Verdicts, taken_from, word};

/// How often each case runs on its own, for its true time.
const QUIET_RUNS: usize = 15;

/// A test target whose cases have limits on time.
pub(crate) struct Suite {
    package: String,
    program: PathBuf,
    /// Of the package, where its tests run.
    folder: PathBuf,
    /// Stands in the place of the package's folder, and has its `perf.toml`.
    limits: TempDir,
    /// What is kept from run to run, as in a target folder: what is usual on this machine.
    kept: TempDir,
}

/// A limit on time of one case.
pub(crate) struct Limit {
    case: String,
    budget: String,
    /// As it is written.
    written_ms: f64,
    /// What the case takes on its own.
    true_ms: f64,
    twice: Verdicts,
    half: Verdicts,
}

impl Suite {
    /// Builds it.
    pub(crate) fn of(package: &str, target: &str) -> Self {
        let mut build = Command::new(env!("CARGO"));
        build.args(["test", "--all-features", "--no-run"]);
        build.args(["--message-format=json", "-p", package, "--test", target]);
        let output = build.stderr(Stdio::inherit()).output().expect("cargo");
        let artifact = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .find(|line| line["target"]["name"] == target && line["executable"].is_string())
            .expect("cargo says where the target is");
        let path = |key: &str| PathBuf::from(word(&artifact, key));
        let folder = path("manifest_path").parent().expect("a folder").to_owned();
        Self {
            package: package.to_owned(),
            program: path("executable"),
            folder,
            limits: tempfile::tempdir().expect("a folder"),
            kept: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The limits on time of the cases that pass on their own, and the least that these take: noise only adds time.
    pub(crate) fn limits(&self, filters: &[String]) -> Vec<Limit> {
        let mut seen: BTreeMap<(String, String), Vec<(f64, f64)>> = BTreeMap::new();
        for _ in 0..QUIET_RUNS {
            let records = self.run(filters, 1.0).into_iter();
            for record in records.filter(|record| word(record, "verdict") == "passed") {
                for (finding, figure) in times(&record) {
                    let limit = finding["limit"].as_f64().expect("a limit on time has one");
                    let key = (word(&record, "name"), word(finding, "budget"));
                    seen.entry(key).or_default().push((figure, limit));
                }
            }
        }
        seen.retain(|_, figures| figures.len() == QUIET_RUNS);
        let limit = |((case, budget), figures): ((String, String), Vec<(f64, f64)>)| {
            let least = figures.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
            let (true_ms, written_ms) = least.expect("it was seen in each run");
            Limit {
                case,
                budget,
                written_ms,
                true_ms,
                twice: Verdicts::default(),
                half: Verdicts::default(),
            }
        };
        seen.into_iter().map(limit).collect()
    }

    /// Judges each limit once at twice the true time and once at half of it.
    pub(crate) fn judge(&self, limits: &mut [Limit]) {
        for limit in limits {
            let (twice, half) = (self.verdict(limit, 2.0), self.verdict(limit, 0.5));
            limit.twice.add(&twice);
            limit.half.add(&half);
        }
    }

    fn verdict(&self, limit: &Limit, times: f64) -> String {
        let only = [limit.case.clone(), "--exact".to_owned()];
        let records = self.run(&only, times * limit.true_ms / limit.written_ms);
        let record = records.first().expect("the case has a record");
        let finding = findings(record).find(|finding| finding["budget"] == *limit.budget);
        let finding = finding.expect("the limit is judged again");
        let verdict = match finding["status"].as_str() {
            Some("ok") => "passed",
            Some("fail") => "failed",
            _ => "inconclusive",
        };
        eprintln!(
            "{verdict} at {times} x {}: {} {}",
            limit.case, limit.budget, finding["text"]
        );
        verdict.to_owned()
    }

    /// Runs the cases that the arguments name, one after the other, with all limits on time scaled.
    fn run(&self, arguments: &[String], scale: f64) -> Vec<Value> {
        let own = fs::read_to_string(self.folder.join("perf.toml")).unwrap_or_default();
        let scaled = format!("{own}\n[profile.{RUN}]\ntime = {scale:?}\n");
        fs::write(self.limits.path().join("perf.toml"), scaled).expect("a file");
        let mut program = Command::new(&self.program);
        program
            .arg("--test-threads=1")
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_PKG_NAME", &self.package)
            .env("CARGO_MANIFEST_DIR", self.limits.path())
            .env("PERF_DIR", self.kept.path())
            .env("PERF_PROFILE", RUN)
            .env("PERF_RUN", RUN);
        let output = program.stdin(Stdio::null()).output().expect("it runs");
        let records = taken_from(self.kept.path());
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(!records.is_empty(), "{said}");
        records
    }
}

fn findings(record: &Value) -> impl Iterator<Item = &Value> {
    let all = record["findings"].as_array().into_iter().flatten();
    all.filter(|finding| finding["soft"] != true)
}

/// The limits on time within which a case stayed, and what it took.
///
/// `max_ms` is a limit on each run, of which the first is measured as each later one would be: after the warm-up, on fresh fixtures.
fn times(record: &Value) -> impl Iterator<Item = (&Value, f64)> {
    findings(record).filter_map(|finding| {
        let budget = finding["budget"].as_str()?;
        let is_time = budget.ends_with("_ms") && finding["status"] == "ok";
        let figure = match budget {
            "max_ms" => longest_first(record),
            _ => finding["figure"].as_f64(),
        };
        Some((finding, figure.filter(|_| is_time)?))
    })
}

/// The first run of each size, of which the longest is what the limit must have room for.
fn longest_first(record: &Value) -> Option<f64> {
    let mut seen = Vec::new();
    let runs = record["runs"].as_array()?.iter();
    let firsts = runs.filter(|run| {
        let is_first = !seen.contains(&run["size"]);
        seen.push(run["size"].clone());
        is_first
    });
    firsts.filter_map(|run| run["ms"].as_f64()).reduce(f64::max)
}

pub(crate) fn print(limits: &[Limit]) {
    println!(
        "| case | limit | takes | twice: passed | failed | inconclusive | half: passed | failed | inconclusive |\n\
         |---|---|---|---|---|---|---|---|---|"
    );
    for limit in limits {
        let Limit {
            case,
            budget,
            true_ms,
            ..
        } = limit;
        let (twice, half) = (limit.twice.cells(), limit.half.cells());
        println!("| `{case}` | `{budget}` | {true_ms:.1} ms | {twice} {half}");
    }
}
