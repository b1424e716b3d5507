//! What is kept of the speed of this machine, beside the records. Nothing depends on it: where it cannot be read it is empty, and where
//! it cannot be written it stays as it was.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{build, folder, write_whole};
use crate::judge::speed::Speed;
use crate::probe::machine::Machine;

/// So many machines and builds are kept apart: a folder may be shared.
const ENTRIES: usize = 16;

/// The same loop on the same machine.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    machine: Machine,
    build: String,
    version: String,
    best_ns: Vec<u64>,
}

impl Entry {
    fn here(best_ns: Vec<u64>) -> Self {
        Self {
            machine: Machine::get().clone(),
            build: build().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            best_ns,
        }
    }

    fn is_of_same(&self, other: &Self) -> bool {
        (&self.machine, &self.build, &self.version)
            == (&other.machine, &other.build, &other.version)
    }
}

/// What is known from before.
pub(crate) fn speed() -> Speed {
    speed_in(&path())
}

/// Keeps it for later. Cases are measured again one at a time, also in several processes, so that none undoes what another kept.
pub(crate) fn keep_speed(speed: Speed) {
    keep_in(&path(), speed);
}

fn path() -> PathBuf {
    folder().join("speed.json")
}

fn entries(path: &Path) -> Vec<Entry> {
    let text = fs::read(path).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn speed_in(path: &Path) -> Speed {
    let here = Entry::here(Vec::new());
    let entry = entries(path)
        .into_iter()
        .find(|entry| entry.is_of_same(&here));
    Speed::of(entry.map(|entry| entry.best_ns).unwrap_or_default())
}

fn keep_in(path: &Path, speed: Speed) {
    let here = Entry::here(speed.into_kept());
    let mut entries = entries(path);
    entries.retain(|entry| !entry.is_of_same(&here));
    entries.push(here);
    entries.drain(..entries.len().saturating_sub(ENTRIES));
    let _ = write_whole(path, |out| Ok(serde_json::to_writer(out, &entries)?));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::folder;

    fn measured(path: &Path, nanos: u64) {
        let mut speed = speed_in(path);
        speed.slowdown(Some(Duration::from_nanos(nanos)));
        keep_in(path, speed);
    }

    #[test]
    fn it_is_kept_by_machine_build_and_version() {
        let folder = folder(&[]);
        let path = folder.path().join("new/speed.json");
        measured(&path, 100);
        measured(&path, 120);
        assert_eq!(speed_in(&path), Speed::of(vec![100, 120]));
        let mut others = entries(&path);
        for other in ["release 9", "elsewhere"] {
            others[0].build = other.to_owned();
            let text = serde_json::to_vec(&others).expect("JSON");
            fs::write(&path, text).expect("a file");
            assert_eq!(speed_in(&path), Speed::default());
            measured(&path, 70);
            assert_eq!(entries(&path).len(), 2);
            assert_eq!(speed_in(&path), Speed::of(vec![70]));
        }
    }

    #[test]
    fn a_shared_folder_does_not_grow_for_ever() {
        let folder = folder(&[]);
        let path = folder.path().join("speed.json");
        let of = |n: usize| Entry {
            build: n.to_string(),
            ..Entry::here(vec![1])
        };
        let many: Vec<_> = (0..100).map(of).collect();
        fs::write(&path, serde_json::to_vec(&many).expect("JSON")).expect("a file");
        measured(&path, 70);
        assert_eq!(entries(&path).len(), ENTRIES);
        assert_eq!(speed_in(&path), Speed::of(vec![70]));
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        for text in [
            "",
            "{",
            "[1]",
            "{\"best_ns\": 3}",
            "[{\"build\": \"debug\"}]",
        ] {
            let folder = folder(&[("speed.json", text)]);
            let path = folder.path().join("speed.json");
            assert_eq!(speed_in(&path), Speed::default(), "{text}");
            measured(&path, 100);
            assert_eq!(speed_in(&path), Speed::of(vec![100]), "{text}");
        }
        // A folder stands where the file should be.
        let folder = folder(&[("speed.json/in_the_way", "")]);
        measured(&folder.path().join("speed.json"), 100);
    }
}
