//! Type errors in what the attributes emit. It is all under `cfg(test)`, which trybuild never sets;
//! so these inputs are the tests of a small crate, and `cargo check --tests` is asked about them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// Compares what the compiler says of each `ui/types/*.rs` with the `.stderr` beside it.
pub(crate) fn check() {
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/types");
    let told = compile(&inputs);
    let wrong: Vec<_> = told
        .iter()
        .filter_map(|(name, told)| compare(&inputs, name, told))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The difference, if there is one.
fn compare(inputs: &Path, name: &str, told: &str) -> Option<String> {
    let file = inputs.join(name).with_extension("stderr");
    if env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite") {
        fs::write(&file, told).expect("the expected output can be written");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    (told != expected)
        .then(|| format!("{name}: expected\n{expected}\nbut the compiler says\n{told}"))
}

/// What is said of each input, by name.
fn compile(inputs: &Path) -> BTreeMap<String, String> {
    let project = project(inputs);
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "check",
            "--offline",
            "--quiet",
            "--tests",
            "--keep-going",
            "--message-format=json",
        ])
        .current_dir(&project)
        .env("CARGO_TARGET_DIR", project.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let (mut told, mut others) = (BTreeMap::new(), String::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("cargo speaks JSON");
        if message["reason"] != "compiler-message" {
            continue;
        }
        if message["target"]["kind"][0] == "test" {
            let name = message["target"]["name"]
                .as_str()
                .expect("a target has a name");
            let told: &mut String = told.entry(name.to_owned()).or_default();
            told.push_str(&render(&message["message"]));
        } else {
            others.push_str(message["message"]["rendered"].as_str().unwrap_or_default());
        }
    }
    assert!(
        !told.is_empty(),
        "nothing was compiled: {}{others}",
        String::from_utf8_lossy(&output.stderr)
    );
    told
}

/// A crate with the inputs as its tests.
fn project(inputs: &Path) -> PathBuf {
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui-types");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace");
    let runtime = workspace.join("perf-runtime");
    let mut manifest = format!(
        "[package]\nname = \"ui-types\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [lib]\npath = \"lib.rs\"\n\
         [dependencies]\nperf-runtime = {{ path = '{}', default-features = false }}\n",
        runtime.display()
    );
    let entries = fs::read_dir(inputs)
        .expect("there are inputs")
        .map(|entry| entry.expect("an entry").path());
    for input in entries.filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
    {
        let name = input.file_stem().expect("a name");
        writeln!(
            manifest,
            "[[test]]\nname = '{}'\npath = '{}'",
            name.display(),
            input.display()
        )
        .expect("a string grows");
    }
    fs::create_dir_all(&project).expect("the crate's folder");
    fs::write(project.join("Cargo.toml"), manifest).expect("the crate's manifest");
    fs::write(project.join("lib.rs"), "").expect("the crate's library");
    fs::copy(workspace.join("Cargo.lock"), project.join("Cargo.lock"))
        .expect("the versions of the workspace");
    project
}

/// A message with what is told at its main place and the notes. Places in `perf-runtime` are left
/// out, so that its lines may move.
fn render(message: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if message["spans"].as_array().is_none_or(Vec::is_empty) {
        return String::new();
    }
    let mut out = format!(
        "{}: {}\n",
        text(&message["level"]),
        text(&message["message"])
    );
    for span in message["spans"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|span| span["is_primary"] == true)
    {
        let (line, column) = (&span["line_start"], &span["column_start"]);
        writeln!(
            out,
            "  at {line}:{column} `{}`: {}",
            marked(span),
            text(&span["label"])
        )
        .expect("a string grows");
    }
    for note in message["children"].as_array().into_iter().flatten() {
        if note["spans"].as_array().is_some_and(Vec::is_empty) {
            writeln!(
                out,
                "  {}: {}",
                text(&note["level"]),
                text(&note["message"])
            )
            .expect("a string grows");
        }
    }
    out
}

/// The source text of a place in one line.
fn marked(span: &Value) -> String {
    let text = &span["text"][0];
    let column = |name: &str| usize::try_from(text[name].as_u64().unwrap_or(1)).unwrap_or(1) - 1;
    let (start, end) = (column("highlight_start"), column("highlight_end"));
    let line = text["text"].as_str().unwrap_or_default();
    line.chars().skip(start).take(end - start).collect()
}
