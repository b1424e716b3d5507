//! Examples in the guide. Above a block stands in a comment what it is: `test queries::page_of_ten`, the function with its
//! attribute, `code books::page`, a function of the application, or `says queries::page_of_ten`, what comes out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use perf_tests::cargo::{SELECTION, cargo};
use perf_tests::messages::{plain, sections};

/// Compares all blocks, or writes them anew.
pub(crate) fn check(guide: &Path) {
    let says = said();
    let overwrite = env::var_os("GUIDE").is_some_and(|word| word == "overwrite");
    let (mut compared, mut differences) = (0, Vec::new());
    for path in pages(guide) {
        let text = fs::read_to_string(&path).expect("a page can be read");
        let blocks = blocks(&text);
        compared += blocks.len();
        let other: Vec<_> = blocks
            .iter()
            .map(|block| (block, block.what.content(&says)))
            .filter(|(block, content)| !block.what.is_same(block.text, content))
            .collect();
        if overwrite {
            fs::write(&path, rewritten(&text, &other)).expect("a page can be written");
        } else {
            differences.extend(
                other.iter().map(|(block, now)| {
                    format!("{}: {:?} is now\n{now}", path.display(), block.what)
                }),
            );
        }
    }
    assert!(compared > 0, "there are no examples in {}", guide.display());
    assert!(
        differences.is_empty(),
        "`GUIDE=overwrite` writes these anew:\n{}",
        differences.join("\n\n")
    );
}

/// What each example says. Half of them fail, as they should.
fn said() -> BTreeMap<String, String> {
    let records = tempfile::tempdir().expect("there is room for records");
    let output = cargo()
        .args(["test", "--test", "guide"])
        .args(SELECTION)
        .args(["--", "--show-output"])
        .env("PERF_DIR", records.path())
        .output()
        .expect("cargo can be run");
    let says = sections(&String::from_utf8_lossy(&output.stdout));
    assert!(
        !says.is_empty(),
        "no example was run:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    says
}

fn pages(guide: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(guide).expect("there is a guide");
    let mut pages: Vec<_> = entries
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    pages.sort();
    pages
}

/// What a block is.
#[derive(Debug, Clone, Copy)]
enum What<'a> {
    /// A function of a module of the examples.
    Code(&'a str, &'a str),
    /// The report of an example.
    Says(&'a str),
}

#[derive(Debug)]
struct Block<'a> {
    what: What<'a>,
    text: &'a str,
    /// Where the text begins in its page.
    start: usize,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    for (at, _) in page.match_indices("\n<!-- ") {
        let (comment, rest) = page[at + 6..].split_once(" -->\n").expect("a comment ends");
        let Some(what) = What::parse(comment) else {
            continue;
        };
        assert!(rest.starts_with("```"), "a block follows on {what:?}");
        let (_, rest) = rest.split_once('\n').expect("a block has lines");
        let (text, _) = rest.split_once("```").expect("a block ends");
        let start = page.len() - rest.len();
        blocks.push(Block { what, text, start });
    }
    blocks
}

impl<'a> What<'a> {
    fn parse(comment: &'a str) -> Option<Self> {
        let (word, name) = comment.split_once(' ')?;
        match word {
            "test" | "code" => {
                let (module, function) = name.split_once("::").expect("a module and a function");
                Some(Self::Code(module, function))
            }
            "says" => Some(Self::Says(name)),
            _ => None,
        }
    }

    fn content(self, says: &BTreeMap<String, String>) -> String {
        match self {
            Self::Code(module, function) => code(module, function),
            Self::Says(name) => {
                let said = says
                    .get(name)
                    .unwrap_or_else(|| panic!("no example `{name}`"));
                let report = &said[said.find("perf: ").expect("there is a report")..];
                report.trim_end().to_owned() + "\n"
            }
        }
    }

    /// Times differ from run to run.
    fn is_same(self, kept: &str, now: &str) -> bool {
        match self {
            Self::Code(..) => kept == now,
            Self::Says(_) => plain(kept) == plain(now),
        }
    }
}

/// A function with its attributes and its comment, from its file.
fn code(module: &str, function: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/guide/{module}.rs"));
    let text = fs::read_to_string(&path).expect("an example can be read");
    let name = format!("fn {function}(");
    let item = text
        .split("\n\n")
        .find(|part| {
            part.lines()
                .any(|line| !line.starts_with(' ') && line.contains(&name))
        })
        .unwrap_or_else(|| panic!("no function `{function}` in {}", path.display()));
    item.trim_end().replace("pub(crate) ", "pub ") + "\n"
}

/// The page with other texts in these blocks.
fn rewritten(page: &str, blocks: &[(&Block<'_>, String)]) -> String {
    let mut text = page.to_owned();
    // From the last to the first, so that the places stand.
    for (block, now) in blocks.iter().rev() {
        text.replace_range(block.start..block.start + block.text.len(), now);
    }
    text
}
