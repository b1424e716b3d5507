//! What the documents say is so: links lead somewhere, and the examples of the guide are the tests that stand in
//! `tests/tests/guide`, with what these say. `GUIDE=overwrite` writes the examples anew.

mod blocks;
mod links;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in a workspace")
        .to_owned()
}

/// All documents, those of dependencies and of builds left out.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder can be read") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_built = name == "target" || name == "book" || name.starts_with('.');
            if path.is_dir() && !is_built {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "{found:?}");
    found
}

#[test]
fn links_lead_somewhere() {
    let broken: Vec<_> = documents()
        .iter()
        .flat_map(|path| links::broken(path, &root()))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A page that the book does not list is not in it, and a link to it leads nowhere there.
#[test]
fn all_pages_are_in_the_book_and_none_links_out_of_it() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("the book has a summary");
    let mut wrong = Vec::new();
    for page in documents().iter().filter(|page| page.starts_with(&docs)) {
        let name = page.strip_prefix(&docs).expect("it is in there");
        let entry = format!("]({})", name.display());
        if name != Path::new("SUMMARY.md") && !summary.contains(&entry) {
            wrong.push(format!("{} is not in SUMMARY.md", name.display()));
        }
        wrong.extend(links::out_of(page, &docs));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_the_guide_are_tests_and_what_they_say() {
    blocks::check(&root().join("docs/guide"));
}
