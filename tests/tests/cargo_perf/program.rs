//! The program, as cargo builds it, and folders for it to be called in.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Where cargo puts the program.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let output = cargo()
        .args([
            "build",
            "--workspace",
            "--all-features",
            "--offline",
            "--locked",
        ])
        .args(["--bin", "cargo-perf", "--message-format=json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be run");
    let messages = String::from_utf8_lossy(&output.stdout);
    let built = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find(|message| {
            message["target"]["name"] == "cargo-perf" && message["executable"].is_string()
        });
    let built = built.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    built["executable"].as_str().expect("a path").into()
});

/// A cargo that knows nothing of the run that it is started in.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    plain(&mut command);
    command
}

/// `cargo perf` with these words, called in a folder.
pub(crate) fn perf(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(&*PROGRAM);
    command.arg("perf").args(words).current_dir(folder);
    plain(&mut command);
    command
}

/// Takes away what the run that we are in, and the machine of CI, say to their own programs.
fn plain(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if ["NEXTEST", "__NEXTEST", "RUST_TEST_", "PERF_", "GITHUB_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(&*name);
        }
    }
    command
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("CARGO_TARGET_DIR");
}

/// How a program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn end(command: &mut Command) -> Ended {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it can be run");
    Ended {
        code: status.code(),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

impl Ended {
    /// It could not be done, which one message says; nothing else is said.
    #[track_caller]
    pub(crate) fn assert_refused(&self, parts: &[&str]) {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert_eq!(self.err.matches("error: ").count(), 1, "{self:?}");
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is not in {self:?}");
        }
    }
}

/// A temporary folder whose name needs care, with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::Builder::new()
        .prefix("a folder, with blanks ")
        .tempdir()
        .expect("there is room");
    for (name, text) in files {
        write(&folder.path().join(name), text);
    }
    folder
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A workspace of one package without dependencies, which is built in a moment. Its tests leave records as cases do.
pub(crate) fn workspace() -> TempDir {
    folder(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"shop\"]\nresolver = \"3\"\n",
        ),
        (
            "shop/Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("shop/src/lib.rs", ""),
        ("shop/tests/one.rs", &test("one", "failed")),
        ("shop/tests/two.rs", &test("two", "passed")),
    ])
}

/// A test target with a test that leaves a record, and ends as that says.
fn test(target: &str, verdict: &str) -> String {
    let record = record(target, "list", verdict);
    let end = match verdict {
        "failed" => "panic!(\"over its limits\");",
        _ => "",
    };
    format!(
        "#[test]\nfn list() {{\n    let Ok(folder) = std::env::var(\"PERF_DIR\") else {{ return }};\n    \
         let folder = std::path::Path::new(&folder).join(\"runs\").join(std::env::var(\"PERF_RUN\").unwrap());\n    \
         std::fs::create_dir_all(&folder).unwrap();\n    \
         std::fs::write(folder.join(\"shop.{target}.list.json\"), {record:?}).unwrap();\n    {end}\n}}\n"
    )
}

/// The record of a case with one limit.
pub(crate) fn record(target: &str, name: &str, verdict: &str) -> String {
    let (outcome, status, report) = match verdict {
        "failed" => ("failed", "fail", json!("perf: list FAILED 1 of 1 budget")),
        _ => ("ok", "ok", Value::Null),
    };
    let record = json!({
        "schema": 1, "package": "shop", "target": target, "name": name, "file": "shop/tests/one.rs", "line": 2,
        "kind": "perf", "category": null, "severity": "high", "threshold": null, "tags": [],
        "verdict": verdict, "outcome": outcome, "reason": null, "began_unix_ms": 1_795_289_241_000_u64, "took_ms": 12.5,
        "build": "debug", "profile": "default",
        "machine": { "os": "linux", "arch": "x86_64", "processors": 2, "governor": null, "max_mhz": null, "allowed_mhz": null },
        "disturbed": { "steal_ms": 0.0, "throttled": null }, "databases": [],
        "findings": [{
            "budget": "max_queries", "status": status, "text": "41 queries, budget 3 (+38)", "figure": 41.0, "limit": 3.0,
            "shapes": ["80b040f647d2b195"], "advice": null,
        }],
        "failure": null,
        "runs": [{
            "ms": 1.5, "waited_ms": 0.0, "ending": "ok", "queries": 41, "reads": 41, "writes": 0, "rows": 41, "db_ms": 1.0,
            "transaction_control": 0, "driver": 0, "outside": 0,
            "shapes": [{
                "id": "80b040f647d2b195", "sql": "SELECT 1", "class": "read", "count": 41, "rows": 41,
                "total_ms": 1.0, "slowest_ms": 0.5, "at": ["shop/src/lib.rs:88 shop::list"],
            }],
        }],
        "load": null, "figures": [], "panics": [], "notes": [], "report": report,
    });
    record.to_string()
}
