//! What the documents say is so: links lead somewhere, and the examples of the guide are the tests that stand in
//! `tests/tests/guide`, with what these say. `GUIDE=overwrite` writes the examples anew.

mod blocks;
mod links;

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
        .flat_map(|path| links::broken(path))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn examples_of_the_guide_are_tests_and_what_they_say() {
    blocks::check(&root().join("docs/guide"));
}
