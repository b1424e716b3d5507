//! The messages of the cases, each compared in full with the one that is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::cases::DATABASES;
use crate::places;

/// Compares every message with the one that is kept for its case.
pub(crate) fn assert_same(seen: &BTreeMap<String, String>) {
    let mut differences = Vec::new();
    for (name, message) in plain_ones(seen) {
        let path = path_of(name);
        let kept = fs::read_to_string(&path).unwrap_or_default();
        if kept != message {
            differences.push(format!(
                "{name}: not as in {}\n{}",
                path.display(),
                difference(&kept, &message)
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// Every message that is kept is of a case that is there.
pub(crate) fn assert_all_seen(seen: &BTreeMap<String, String>) {
    let seen: BTreeSet<_> = plain_ones(seen).map(|(name, _)| path_of(name)).collect();
    let kept: BTreeSet<_> = fs::read_dir(folder())
        .expect("messages are kept")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    let of_no_case: Vec<_> = kept.difference(&seen).collect();
    assert!(of_no_case.is_empty(), "of no case: {of_no_case:?}");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/model/messages")
}

/// Keeps what was seen.
pub(crate) fn overwrite(seen: &BTreeMap<String, String>) {
    for (name, message) in plain_ones(seen) {
        fs::write(path_of(name), message).expect("a message can be written");
    }
}

/// The messages of the cases that could run.
fn plain_ones(seen: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, String)> {
    let plain_one = |(name, output): (_, &String)| Some((name, plain(output)?));
    seen.iter()
        .map(|(name, output)| (name.as_str(), output))
        .filter_map(plain_one)
        .filter(|(_, text)| !text.contains(" skipped: "))
}

/// One for all databases, unless what they say differs.
fn path_of(name: &str) -> PathBuf {
    let folder = folder();
    let own = folder.join(format!("{}.txt", name.replace("::", ".").replace("r#", "")));
    let bare = without_database(name);
    if own.exists() {
        own
    } else {
        folder.join(format!("{}.txt", bare.replace("::", ".").replace("r#", "")))
    }
}

fn without_database(text: &str) -> String {
    let bare = |text: String, database| text.replace(&format!("{database}::"), "");
    DATABASES.into_iter().fold(text.to_owned(), bare)
}

/// The first line in which they differ.
fn difference(kept: &str, message: &str) -> String {
    let (mut kept, mut message) = (kept.lines(), message.lines());
    loop {
        let lines = (kept.next(), message.next());
        if lines.0 != lines.1 || lines == (None, None) {
            return format!("  kept {:?}\n  seen {:?}", lines.0, lines.1);
        }
    }
}

/// The report within the output of a test, without what differs from run to run, from one database to the
/// other, and with the place of a line in its file.
pub(crate) fn plain(output: &str) -> Option<String> {
    let report = &output[output.find("perf: ")?..];
    let mut text = String::new();
    // What follows is libtest's.
    let is_ours = |line: &&str| !line.starts_with("note: ") && !line.starts_with("test ");
    for line in untimed(report.lines().take_while(is_ours)) {
        let line = without_database(&line);
        let indent = line.len() - line.trim_start().len();
        let words = words(line.trim());
        if !words.is_empty() || line.trim().is_empty() {
            text.push_str(&line[..indent]);
            text.push_str(&words);
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    Some(text)
}

/// Without what depends on which iterations happened to be slow: what made them so, what they did, and which shape took
/// most time.
fn untimed<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut shapes = Vec::new();
    for line in lines {
        let trimmed = line.trim();
        if trimmed.contains(" in all: p50 ") {
            shapes.push(line.replace("by shape", "        "));
            continue;
        }
        shapes.sort_by_key(|shape| shape.split("  ").last().map(str::to_owned));
        kept.append(&mut shapes);
        let pool = trimmed.strip_prefix("pool ").map(str::trim);
        let is_of_pool = pool.is_some_and(|rest| rest.contains(" connections"));
        let is_step = trimmed.starts_with('+');
        if ["tail ", "slowest "]
            .iter()
            .any(|head| trimmed.starts_with(head))
        {
            let (head, _) = trimmed.split_once(' ').unwrap_or_default();
            kept.push(format!("  {head} [what it was]"));
        } else if !is_of_pool && !is_step {
            kept.push(line.to_owned());
        }
    }
    kept
}

fn words(line: &str) -> String {
    let words: Vec<_> = line.split_whitespace().collect();
    let mut plain = Vec::new();
    let mut rest = &words[..];
    while let [word, more @ ..] = rest {
        rest = match (*word, more) {
            // A time.
            (number, ["ms" | "s" | "ms," | "s,", more @ ..]) if number.parse::<f64>().is_ok() => {
                plain.push("[time]".to_owned());
                more
            }
            // The driver asks more or less, as the pool happens to open connections.
            (number, ["driver" | "driver,", more @ ..]) if number.parse::<u64>().is_ok() => more,
            // Samples that other load has spoilt.
            (
                number,
                [
                    "more",
                    "set",
                    "aside",
                    "on",
                    "a",
                    "busy",
                    "processor",
                    more @ ..,
                ],
            ) if number.parse::<u64>().is_ok() => more,
            // More where other tests took part.
            (number, ["runs,", "alone", more @ ..]) if number.parse::<u64>().is_ok() => {
                plain.push("[number] runs, alone".to_owned());
                more
            }
            (number, ["a", "second;", more @ ..]) if number.parse::<f64>().is_ok() => {
                plain.push("[times] a second;".to_owned());
                more
            }
            // Any of the users may be the one.
            ("(user", [_, "iteration", _, more @ ..]) => {
                plain.push("(one iteration)".to_owned());
                more
            }
            // The slowest of several runs.
            ("run", [_, "of", all, more @ ..]) if line.starts_with("time") => {
                plain.push(format!("run [number] of {all}"));
                more
            }
            // A line in the sources of Postgres.
            ("line", [number, more @ ..]) if number.parse::<u64>().is_ok() => {
                plain.push("line [number]".to_owned());
                more
            }
            ("(debug" | "(release", ["build)", more @ ..]) => more,
            // The name of a database.
            (word, more) if word.starts_with("'perf_") => {
                let table = word.split_once('.').map_or("", |(_, table)| table);
                plain.push(format!("'[database].{table}"));
                more
            }
            (word, more) => {
                plain.push(places::marked(word).unwrap_or_else(|| word.to_owned()));
                more
            }
        };
    }
    let line = plain.join(" ");
    line.trim_end_matches("not counted:").trim_end().to_owned()
}
