//! What reports say, without what differs from run to run and from one database to the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// The databases that the shop stands on.
pub const DATABASES: [&str; 3] = ["sqlite", "postgres", "mysql"];

/// The lines of the shop.
static SHOP: LazyLock<Vec<String>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shop.rs");
    fs::read_to_string(path)
        .expect("the shop is there")
        .lines()
        .map(str::to_owned)
        .collect()
});

/// `tests/src/shop.rs:35` as `shop.rs (titles)`, by the marker of the line; a line of the fixture as its file alone.
fn marked(word: &str) -> Option<String> {
    let (path, rest) = word.split_once(".rs:")?;
    let digits = rest
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    let number: usize = digits.parse().ok()?;
    let file = path.rsplit('/').next()?;
    if path != "tests/src/shop" {
        return Some(format!("{file}.rs"));
    }
    let line = SHOP.get(number - 1).map_or("no such line", String::as_str);
    let marker = line
        .split_once("// at: ")
        .map_or(line.trim(), |(_, marker)| marker);
    Some(format!("{file}.rs ({marker})"))
}

/// The sections `---- NAME stdout ----` of the output of a test binary.
pub fn sections(stdout: &str) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    let mut name = None;
    for line in stdout.lines() {
        if let Some(head) = line.strip_prefix("---- ") {
            name = head.strip_suffix(" stdout ----");
        } else if line == "failures:" || line == "successes:" {
            name = None;
        } else if let Some(name) = name {
            let message: &mut String = messages.entry(name.to_owned()).or_default();
            message.push_str(line);
            message.push('\n');
        }
    }
    messages
}

/// The text with the names of databases left out.
pub fn without_database(text: &str) -> String {
    let bare = |text: String, database| text.replace(&format!("{database}::"), "");
    DATABASES.into_iter().fold(text.to_owned(), bare)
}

/// The report within the output of a test, without what differs from run to run, from one database to the
/// other, and with the place of a line in its file.
pub fn plain(output: &str) -> Option<String> {
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
        let is_step = match trimmed.strip_prefix('+') {
            Some(rest) => !rest.starts_with(' ') || rest.ends_with(" more"),
            None => false,
        };
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

/// A line without times and other figures that differ from run to run.
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
                plain.push(marked(word).unwrap_or_else(|| word.to_owned()));
                more
            }
        };
    }
    let line = plain.join(" ");
    line.trim_end_matches("not counted:").trim_end().to_owned()
}
