//! What the benchmarks share: each contender runs in a process of its own, in turn with the others.

pub mod server;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::time::Duration;
use std::{env, fs};

use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

/// Says to a process which contender it is.
const CONTENDER: &str = "PEERS_CONTENDER";

/// The run under which the record of a case is filed.
const RUN: &str = "peers";

/// The last line of a contender: the processor's time in nanoseconds, and what else it has to tell.
const RESULT: &str = "result: ";

/// What a contender came to.
#[derive(Debug)]
pub struct Came {
    /// The time that the processor spent on the whole process.
    pub cpu: Duration,
    /// What the contender told by itself.
    pub told: Value,
    /// The record of the case, where there was one.
    pub record: Option<Value>,
}

/// Which contender this process is; none where it is the one that lets them run.
pub fn contender() -> Option<String> {
    env::var(CONTENDER).ok()
}

/// Ends a contender: says what it took and what it tells.
pub fn tell(told: &Value) -> ExitCode {
    println!("\n{RESULT}{} {told}", cpu_time().as_nanos());
    ExitCode::SUCCESS
}

/// The time of all threads of this process, those that have ended among them.
pub fn cpu_time() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(spent).expect("time was spent")
}

/// This program as a contender, with its records in the folder.
pub fn command(contender: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut this = Command::new(env::current_exe().expect("this program"));
    this.args(arguments)
        .env(CONTENDER, contender)
        .env("PERF_DIR", folder)
        .env("PERF_RUN", RUN)
        .stdin(Stdio::null());
    this
}

/// Runs a contender to its end. The arguments are those of the harness where the contender is a case.
pub fn run(contender: &str, arguments: &[&str]) -> Came {
    run_with(contender, arguments, |_| {})
}

fn run_with(contender: &str, arguments: &[&str], adapt: impl Fn(&mut Command)) -> Came {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = command(contender, arguments, folder.path());
    adapt(&mut command);
    let output = command.output().expect("it runs");
    came(&output, folder.path())
}

fn came(output: &Output, folder: &Path) -> Came {
    let text = String::from_utf8_lossy(&output.stdout);
    let result = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(RESULT));
    let Some((cpu, told)) = result.and_then(|result| result.split_once(' ')) else {
        panic!("{text}{}", String::from_utf8_lossy(&output.stderr));
    };
    Came {
        cpu: Duration::from_nanos(cpu.parse().expect("a number")),
        told: serde_json::from_str(told).expect("JSON"),
        record: record(folder),
    }
}

/// The record of the only case that ran.
pub fn record(folder: &Path) -> Option<Value> {
    let files = fs::read_dir(folder.join("runs").join(RUN)).ok()?;
    let is_record = |path: &PathBuf| path.extension().is_some_and(|end| end == "json");
    let path = files.flatten().map(|file| file.path()).find(is_record)?;
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// A process that is ended with this.
#[derive(Debug)]
pub struct Ended(pub Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// NaN where there is none.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The number after `--rounds`, or this one.
pub fn rounds(otherwise: usize) -> usize {
    let after = env::args()
        .skip_while(|argument| argument != "--rounds")
        .nth(1);
    after.map_or(otherwise, |rounds| {
        rounds.parse().expect("a number of rounds")
    })
}
