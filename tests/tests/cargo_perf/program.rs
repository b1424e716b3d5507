//! The program, as cargo builds it, and folders for it to be called in.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use perf_tests::cargo::{cargo, plain_environment};
use serde_json::Value;
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

/// `cargo perf` with these words, called in a folder.
pub(crate) fn perf(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(&*PROGRAM);
    command.arg("perf").args(words).current_dir(folder);
    plain(&mut command);
    command
}

/// Takes away what the run that we are in, and the machine of CI, say to their own programs.
fn plain(command: &mut Command) {
    plain_environment(command);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("GITHUB_") {
            command.env_remove(&name);
        }
    }
    command.env_remove("CARGO_TARGET_DIR");
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

/// The record of a case with one limit, which it keeps or not.
pub(crate) fn record(target: &str, name: &str, verdict: &str) -> String {
    let mut record: Value =
        serde_json::from_str(include_str!("record.json")).expect("the file is JSON");
    for (key, value) in [("target", target), ("name", name), ("verdict", verdict)] {
        record[key] = value.into();
    }
    if verdict == "failed" {
        record["outcome"] = "failed".into();
        record["report"] = "perf: list FAILED 1 of 1 budget".into();
        let finding = &mut record["findings"][0];
        finding["status"] = "fail".into();
        finding["figure"] = 41.0.into();
        finding["text"] = "41 queries, budget 3 (+38)".into();
    }
    record.to_string()
}
