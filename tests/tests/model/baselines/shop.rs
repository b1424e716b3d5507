//! A crate with a `perf-baseline.toml`, and what its tests say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::binaries;

/// A crate with such a file.
pub(super) struct Shop {
    pub(super) folder: TempDir,
    pub(super) target: &'static str,
}

/// What came out of a run.
pub(super) struct Ran {
    pub(super) exit: Option<i32>,
    pub(super) text: String,
}

impl Shop {
    pub(super) fn new(target: &'static str, baseline: &str) -> Self {
        let shop = Self {
            folder: tempfile::tempdir().expect("there is room"),
            target,
        };
        fs::write(shop.folder.path().join("Cargo.toml"), "[package]").expect("a file");
        fs::write(shop.path(), baseline).expect("a file");
        shop
    }

    /// One whose cases have all been run once.
    pub(super) fn recorded(target: &'static str) -> Self {
        let shop = Self::new(target, "");
        let ran = shop.run("baselines::", &[]);
        assert_eq!(ran.exit, Some(0), "{}", ran.text);
        shop
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("perf-baseline.toml")
    }

    pub(super) fn baseline(&self) -> String {
        fs::read_to_string(self.path()).expect("it is there")
    }

    pub(super) fn command(&self, filter: &str, envs: &[(&str, &str)]) -> Command {
        let mut command = binaries::command(self.target);
        command
            .args([filter, "--nocapture"])
            .env_remove("CI")
            .env("CARGO_PKG_NAME", "perf-tests")
            .env("CARGO_MANIFEST_DIR", self.folder.path())
            // What is in a database depends on `BASELINES`.
            .env("PERF_TEMPLATES", "off")
            .envs(envs.iter().copied());
        command
    }

    pub(super) fn run(&self, filter: &str, envs: &[(&str, &str)]) -> Ran {
        let output = self.command(filter, envs).output().expect("it can be run");
        let text = [output.stdout, output.stderr].concat();
        Ran {
            exit: output.status.code(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Runs it, and asks for all these parts of what it prints.
    pub(super) fn expect(&self, filter: &str, envs: &[(&str, &str)], exit: i32, parts: &[&str]) {
        let Ran { exit: seen, text } = self.run(filter, envs);
        assert_eq!(seen, Some(exit), "{text}");
        for part in parts {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

/// Compares a text with the one that is kept.
pub(super) fn assert_kept(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/model/baselines")
        .join(name);
    if std::env::var("MODEL").is_ok_and(|word| word == "overwrite") {
        fs::write(&path, text).expect("it can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, text, "not as in {}", path.display());
}
