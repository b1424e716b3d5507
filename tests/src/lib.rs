//! What the tests of this package share: a small application to measure, and where its lines are.
//!
//! The application is written once, in `shop.rs`, and stands here on each of the databases. It uses
//! plain pools and knows nothing of what measures it.

use std::fs;
use std::path::Path;

pub mod cargo;
pub mod messages;
pub mod mysql;
pub mod postgres;
pub mod sqlite;

#[cfg(test)]
mod unit;

/// `file:line` of the line of this package that ends in `// at: <marker>`, as a report names it.
///
/// # Panics
///
/// If the file has no such line, or several.
pub fn place(file: &str, marker: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let ending = format!("// at: {marker}");
    let lines: Vec<_> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.ends_with(&ending))
        .collect();
    match lines[..] {
        [(number, _)] => format!("tests/{file}:{number}"),
        _ => panic!("{} lines of {file} end in `{ending}`", lines.len()),
    }
}
