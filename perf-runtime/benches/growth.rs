//! Whether a claim on the growth of a time is judged rightly: bodies whose growth is known, run again and again.
//!
//! `cargo bench -p perf-runtime --bench growth`, `-- --runs 100` for as many.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its result")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use perf_runtime::{Size, perf};

/// Set in the processes that run the cases.
const CHILD: &str = "PERF_GROWTH_CHILD";

fn work(steps: u64) {
    let mut state = 1_u64;
    for _ in 0..steps {
        state = black_box(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        );
    }
}

macro_rules! cases {
    ($($name:ident $claim:literal $steps:expr;)*) => {$(
        #[perf(sizes = [10, 100, 1000], growth(time = $claim))]
        async fn $name(size: Size) {
            let steps: fn(u64) -> u64 = $steps;
            work(steps(size.0));
        }
    )*};
}

// A millisecond or so at size 100.
cases! {
    constant_as_claimed "constant" |_| 1_000_000;
    linear_as_claimed "linear" |size| 10_000 * size;
    quadratic_as_claimed "quadratic" |size| 100 * size * size;
    linear_not_constant "constant" |size| 10_000 * size;
    quadratic_not_linear "linear" |size| 100 * size * size;
}

fn main() -> ExitCode {
    if env::var_os(CHILD).is_some() {
        return perf_runtime::main();
    }
    let mut arguments = env::args().skip_while(|argument| argument != "--runs");
    let runs = arguments.nth(1);
    let runs: u32 = runs.map_or(5, |runs| runs.parse().expect("a number of runs"));
    let mut verdicts: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for _ in 0..runs {
        let records = tempfile::tempdir().expect("a folder");
        let mut cases = Command::new(env::current_exe().expect("this program"));
        cases.env(CHILD, "1").env("PERF_DIR", records.path());
        cases.env("PERF_RUN", "growth").stdin(Stdio::null());
        let output = cases.output().expect("it runs");
        let folder = records.path().join("runs/growth");
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let record = fs::read(entry.path()).expect("a record");
            let record: serde_json::Value = serde_json::from_slice(&record).expect("JSON");
            let word = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
            let times = verdicts.entry(word("name")).or_default();
            *times.entry(word("verdict")).or_default() += 1;
        }
        assert_eq!(
            verdicts.len(),
            5,
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
    println!("| body | passed | failed | inconclusive |\n|---|---|---|---|");
    for (case, times) in verdicts {
        let of = |verdict: &str| times.get(verdict).copied().unwrap_or_default();
        let (passed, failed) = (of("passed"), of("failed"));
        println!(
            "| `{case}` | {passed} | {failed} | {} |",
            of("inconclusive")
        );
    }
    ExitCode::SUCCESS
}
