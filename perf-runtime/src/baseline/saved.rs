//! Baselines with a name: files of the same form in the folder of perf, for a comparison before they are thrown away.

use std::fs;
use std::path::PathBuf;

use super::error::Error;
use crate::store;

/// The longest name: a file system takes 255 bytes, with what stands around it while it is written.
const LONGEST: usize = 100;

/// The file of a name.
pub(super) fn path(name: &str) -> PathBuf {
    folder().join(format!("{name}.toml"))
}

/// A name is a part of that of a file, on every system.
pub(super) fn check(name: &str) -> Result<(), Error> {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let length = 1..=LONGEST;
    if length.contains(&name.len()) && !name.starts_with(['.', '-']) && name.bytes().all(is_fit) {
        return Ok(());
    }
    Err(Error::Name(name.to_owned()))
}

/// Nothing saved under a name must not look like nothing changed.
pub(super) fn find(name: &str) -> Result<(), Error> {
    if path(name).exists() {
        return Ok(());
    }
    Err(Error::NotSaved {
        name: name.to_owned(),
        known: known(),
    })
}

fn folder() -> PathBuf {
    store::folder().join("baselines")
}

/// The names that there are, in order.
fn known() -> String {
    let entries = fs::read_dir(folder()).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".toml").map(str::to_owned)
        })
        .filter(|name| check(name).is_ok())
        .collect();
    names.sort_unstable();
    if names.is_empty() {
        "there are none".to_owned()
    } else {
        format!("there is {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_a_file() {
        for good in ["main", "v1.2", "before_the-change", "0"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let long = "a".repeat(LONGEST + 1);
        for bad in ["", "a/b", "..", ".main", "-x", "a b", "ä", long.as_str()] {
            assert_eq!(check(bad), Err(Error::Name(bad.to_owned())), "{bad}");
        }
    }
}
