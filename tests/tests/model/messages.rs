//! The messages of the cases, each compared in full with the one that is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use perf_tests::messages::{plain, without_database};

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
