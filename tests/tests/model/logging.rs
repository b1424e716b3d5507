//! An application's own subscriber, whatever it lets through and whenever it is installed: the
//! counts are right, and its lines reach it.

use std::fs;

use crate::binaries;

const LOG: [&str; 5] = [
    " INFO shop: opens",
    "DEBUG sqlx::query: ",
    "DEBUG request{id=7}: sqlx::query: ",
    "DEBUG request{id=7}: sqlx::query: ",
    " INFO shop: closes",
];

/// The lines of the body that such a filter lets through.
fn expected(level: &str) -> Vec<&'static str> {
    match level {
        "off" | "warn" => vec![],
        "info" => vec![LOG[0], LOG[4]],
        _ => LOG.to_vec(),
    }
}

/// Runs the case of a database, and gives back what was logged from its first line to its last.
fn log(database: &str, level: &str, when: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("log");
    let mut command = binaries::command("logging");
    command.args(["--exact", &format!("{database}::counts_beside_the_log")]);
    command
        .env("LOG_FILE", &file)
        .env("LOG_LEVEL", level)
        .env("LOG_WHEN", when);
    let output = command.output().expect("it can be run");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{database} {level} {when}\n{stdout}"
    );
    let text = fs::read_to_string(file).unwrap_or_default();
    // Where Postgres is missing, nothing is logged, and the case is skipped.
    if stdout.contains("skipped:") {
        return expected(level).iter().map(ToString::to_string).collect();
    }
    let body = text
        .lines()
        .skip_while(|line| !line.ends_with("shop: opens"));
    body.map(str::to_owned).collect()
}

fn assert_logged(database: &str, when: &str) {
    for level in ["off", "warn", "info", "debug", "trace"] {
        let log = log(database, level, when);
        // What a new connection says, and what lies below.
        let is_aside = |line: &&String| line.starts_with("TRACE") || line.contains("PRAGMA");
        let lines: Vec<_> = log.iter().filter(|line| !is_aside(line)).collect();
        let expected = expected(level);
        let same = lines.len() == expected.len()
            && lines
                .iter()
                .zip(&expected)
                .all(|(line, start)| line.starts_with(start));
        assert!(same, "{database} {level} {when}: {log:#?}");
    }
}

#[test]
fn a_subscriber_that_is_there_before_gets_its_lines() {
    assert_logged("sqlite", "before");
    assert_logged("postgres", "before");
}

#[test]
fn a_subscriber_that_the_body_installs_gets_its_lines() {
    assert_logged("sqlite", "in the body");
    assert_logged("postgres", "in the body");
}
