//! What the compiler tells somebody who uses an attribute in a wrong way, word for word.
//!
//! To write the expected output anew: `TRYBUILD=overwrite cargo test -p perf-tests --test ui`.
//! Then read it as somebody would who made that mistake.

mod types;

use std::env;
use std::io::{self, Write};
use std::process::Command;

/// Errors of the attributes themselves: each file of `ui/` with its `.stderr`.
#[test]
fn options_and_functions() {
    if is_pinned_compiler() {
        trybuild::TestCases::new().compile_fail("ui/*.rs");
    }
}

/// Errors of types, which the compiler finds in what the attributes emit.
#[test]
fn types() {
    if is_pinned_compiler() {
        types::check();
    }
}

/// Compilers differ in how they show an error, so that only one is asked: the oldest supported.
fn is_pinned_compiler() -> bool {
    let pinned = env!("CARGO_PKG_RUST_VERSION");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout);
    let is_pinned = version.starts_with(&format!("rustc {pinned}."));
    if !is_pinned {
        // Past libtest, which would show it of failing tests alone.
        writeln!(
            io::stderr(),
            "skipped: UI tests are for rustc {pinned}, and this is {}",
            version.trim()
        )
        .expect("stderr is open");
    }
    is_pinned
}
