//! `cargo perf compare`: two versions, measured in turns on this machine.
//!
//! ```text
//! side     one of the two: where it lies, how it is built and run
//! sample   what one process left: the figures of its cases
//! line     what the samples of both say of a figure
//! text     as a person reads it
//! ```

mod line;
mod sample;
mod side;
mod text;

use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};

use self::line::Comparison;
use self::sample::Sample;
pub(super) use self::side::Error;
use self::side::Side;
use super::args::{Compare, Place};
use super::error::Done;
use super::git::{self, WorkTree};
use crate::judge::pairs::PAIRS;

pub(super) fn run(place: &Place, args: &Compare) -> Done {
    let here = env::current_dir()?;
    let top = git::top(&here)?;
    let commit = git::commit(&top, &args.base)?;
    let folder = absolute(&place.folder()?)?.join("compare");
    let interrupted = listen()?;
    writeln!(
        io::stderr(),
        "base {} ({}), head {}",
        args.base,
        short(&commit),
        head(&top)?
    )?;

    // Its end removes it, whatever happens in between.
    let tree = WorkTree::add(&top, &folder.join("base"), &commit)?;
    let base = Side {
        name: "base",
        folder: same_place(&here, &top, &tree.path),
        target: Some(folder.join("target")),
        arguments: &args.arguments,
        records: folder.join("records"),
        interrupted: &interrupted,
    };
    let head = Side {
        name: "head",
        folder: here,
        target: None,
        arguments: &args.arguments,
        records: folder.join("records"),
        interrupted: &interrupted,
    };
    base.build()?;
    head.build()?;
    let threshold = args.threshold / 100.0;
    let mut comparison = Comparison::new(threshold);
    comparison.add(&round(&base, &head)?);
    if comparison.is_open() {
        writeln!(io::stderr(), "something may be worse: measuring once more")?;
        comparison.add(&round(&base, &head)?);
    }
    write!(io::stdout(), "{}", text::render(&comparison))?;
    Ok(if comparison.is_worse() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Five pairs of processes. Base and head take turns in coming first (ABBA), so that what drifts does not favour one.
fn round(base: &Side<'_>, head: &Side<'_>) -> Result<Vec<(Sample, Sample)>, super::error::Error> {
    let mut pairs = Vec::new();
    for pair in 0..PAIRS {
        writeln!(io::stderr(), "pair {} of {PAIRS}", pair + 1)?;
        pairs.push(if pair % 2 == 0 {
            let first = base.run()?;
            (first, head.run()?)
        } else {
            let first = head.run()?;
            (base.run()?, first)
        });
    }
    Ok(pairs)
}

/// What is compared with the base: with what is not committed, and it says so.
fn head(top: &Path) -> Result<String, super::error::Error> {
    let commit = git::commit(top, "HEAD")?;
    let changes = if git::is_dirty(top)? {
        " with the changes that are not committed"
    } else {
        ""
    };
    Ok(format!("{}{changes}", short(&commit)))
}

fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}

/// Where this folder is in the other work tree: cargo is to find the same package. One that is new lies in none, and so it is as far up
/// as both go.
fn same_place(here: &Path, top: &Path, tree: &Path) -> PathBuf {
    let here = here.canonicalize().unwrap_or_else(|_| here.to_owned());
    let inside = here.strip_prefix(top).unwrap_or(Path::new(""));
    let there = tree.join(inside);
    let known = there.ancestors().find(|folder| folder.is_dir());
    known.unwrap_or(tree).to_owned()
}

fn absolute(folder: &Path) -> io::Result<PathBuf> {
    std::path::absolute(folder)
}

/// From now on Ctrl-C ends what this program has started, which then cleans up.
fn listen() -> io::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&flag))?;
    }
    Ok(flag)
}

fn is_set(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder;

    #[test]
    fn the_base_is_built_from_the_same_folder_as_the_head() {
        let both = folder(&[
            ("here/shop/src/lib.rs", ""),
            ("here/new/src/lib.rs", ""),
            ("there/shop/src/lib.rs", ""),
        ]);
        let root = both.path().canonicalize().expect("a folder");
        let (top, tree) = (root.join("here"), root.join("there"));
        for (here, expected) in [("", ""), ("shop/src", "shop/src"), ("new/src", "")] {
            let there = same_place(&top.join(here), &top, &tree);
            assert_eq!(there, tree.join(expected), "{here}");
        }
    }
}
