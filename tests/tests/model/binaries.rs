//! The binaries of test targets, to be run as they are.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use perf_tests::cargo::{SELECTION, cargo, plain_environment};

const TARGETS: [&str; 6] = [
    "fixture",
    "fixture_own_harness",
    "counting",
    "counting_own_harness",
    "faults",
    "logging",
];

/// What cargo says of the targets.
static BUILT: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut command = cargo();
    command
        .args(["test", "--no-run", "--message-format=json"])
        .args(SELECTION);
    command.args(TARGETS.map(|target| ["--test", target]).as_flattened());
    let output = command.output().expect("cargo can be run");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
});

/// Where the cases that these tests start leave their records; nobody reads them.
static RECORDS: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("there is room for records"));

/// The binary of a test target, in the folder in which cargo would start it.
pub(crate) fn command(target: &str) -> Command {
    let built = BUILT
        .iter()
        // A warning has a target too.
        .find(|message| message["target"]["name"] == target && message["executable"].is_string());
    let binary = built
        .and_then(|message| message["executable"].as_str())
        .expect("cargo names the binary");
    let mut command = Command::new(PathBuf::from(binary));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    plain_environment(&mut command);
    command.env("PERF_DIR", RECORDS.path());
    command
}
