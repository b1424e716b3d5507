//! Where it may be called, and where it finds the records.

use std::path::Path;
use std::process::Command;

use crate::program::{end, folder, perf, read, record, workspace, write};

fn list(mut command: Command) -> String {
    let ended = end(&mut command);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.out
}

/// A run of this name in a target folder.
fn run_in(target: &Path, name: &str) {
    let path = target
        .join("perf/runs")
        .join(name)
        .join("shop.one.list.json");
    write(&path, &record("one", "list", "passed"));
}

#[test]
fn from_any_folder_of_a_workspace() {
    let workspace = workspace();
    run_in(&workspace.path().join("target"), "monday");
    for from in ["", "shop", "shop/tests"] {
        let command = perf(&workspace.path().join(from), &["report", "--list"]);
        assert_eq!(list(command), "monday\n", "{from}");
    }
}

#[test]
fn in_a_target_folder_that_is_elsewhere() {
    let (workspace, elsewhere) = (workspace(), folder(&[]));
    run_in(&workspace.path().join("target"), "monday");
    run_in(elsewhere.path(), "tuesday");
    let mut command = perf(workspace.path(), &["report", "--list"]);
    command.env("CARGO_TARGET_DIR", elsewhere.path());
    assert_eq!(list(command), "tuesday\n");
    // As the workspace itself may say it.
    let config = format!("[build]\ntarget-dir = {:?}\n", elsewhere.path());
    write(&workspace.path().join(".cargo/config.toml"), &config);
    let command = perf(&workspace.path().join("shop"), &["report", "--list"]);
    assert_eq!(list(command), "tuesday\n");
}

#[test]
fn nowhere_if_it_is_not_told_where() {
    let folder = folder(&[]);
    let ended = end(&mut perf(folder.path(), &["report"]));
    ended.assert_refused(&[
        "could not find `Cargo.toml`",
        "be in a workspace, or say `--dir`",
    ]);
    let ended = end(perf(folder.path(), &["report"]).env("CARGO", "/nowhere/cargo"));
    ended.assert_refused(&["`/nowhere/cargo` could not be started", "say with `--dir`"]);
    let ended = end(perf(folder.path(), &["run"])
        .env("CARGO", "/nowhere/cargo")
        .env("PERF_DIR", "perf"));
    ended.assert_refused(&["`cargo test` could not be started", "https://rustup.rs"]);
}

#[test]
fn a_manifest_that_is_wrong_is_told_by_cargo() {
    let folder = folder(&[("Cargo.toml", "[package\n")]);
    let ended = end(&mut perf(folder.path(), &["report"]));
    ended.assert_refused(&["Cargo.toml"]);
    assert_eq!(read(&folder.path().join("Cargo.toml")), "[package\n");
}
