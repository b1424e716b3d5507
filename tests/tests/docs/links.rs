//! Links from one document to another, and to a heading in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Files of this repository, from where there are no others: a page of the book, or of docs.rs.
const REPOSITORY: [&str; 2] = [
    "https://github.com/perf-rs/perf/blob/main/",
    "https://github.com/perf-rs/perf/tree/main/",
];

/// The links of a document that lead nowhere.
pub(crate) fn broken(document: &Path, root: &Path) -> Vec<String> {
    let text = fs::read_to_string(document).expect("a document can be read");
    let leads_nowhere = |target: &&str| {
        let (path, heading) = target.split_once('#').unwrap_or((target, ""));
        let of_repository = REPOSITORY.iter().find_map(|url| path.strip_prefix(url));
        let path = match of_repository {
            Some(path) => root.join(path),
            None if path.is_empty() => document.to_owned(),
            None => beside(document, path),
        };
        let known = || headings(&fs::read_to_string(&path).unwrap_or_default());
        !path.exists() || !heading.is_empty() && !known().contains(heading)
    };
    targets(&text)
        .filter(leads_nowhere)
        .map(|target| format!("{}: {target}", document.display()))
        .collect()
}

/// The links of a page of the book that lead to files which are not below its folder.
pub(crate) fn out_of(page: &Path, book: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).expect("a page can be read");
    let depth = |path: &Path| path.components().count();
    let is_out = |target: &&str| {
        let up = Path::new(target)
            .components()
            .filter(|part| *part == Component::ParentDir)
            .count();
        !target.starts_with("https:") && up >= depth(page) - depth(book)
    };
    targets(&text)
        .filter(is_out)
        .map(|target| format!("{}: {target} is not in the book", page.display()))
        .collect()
}

fn beside(document: &Path, path: &str) -> PathBuf {
    let folder = document.parent().expect("a document lies in a folder");
    folder.join(path)
}

/// Where the links of a document lead to, those to other sites left out.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    prose(text)
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .filter(|target| {
            !target.contains("://") || REPOSITORY.iter().any(|url| target.starts_with(url))
        })
}

/// The lines outside of blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The names by which GitHub and mdBook know headings.
fn headings(text: &str) -> BTreeSet<String> {
    prose(text)
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|character| character.is_alphanumeric() || " -_".contains(*character))
                .map(|character| if character == ' ' { '-' } else { character })
                .collect()
        })
        .collect()
}

#[test]
fn links_are_found_where_they_are_prose() {
    let text = "see [a](b.md#c-d), [e](https://f) and\n```\n[g](h.md)\n```\n[i](#j)";
    assert_eq!(targets(text).collect::<Vec<_>>(), ["b.md#c-d", "#j"]);
    assert_eq!(
        headings("# What `a_b` is\n## C, d"),
        ["what-a_b-is".to_owned(), "c-d".to_owned()].into()
    );
}
