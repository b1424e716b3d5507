//! The entries of cases that are no more.
//!
//! A test binary knows its own cases, but a feature that is switched off takes some of them away: an entry is of no case only
//! if no source file has its name any more either. Whoever renames a module finds the old entries under its old name.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Once;

use super::entry::Id;
use super::file::Entries;
use super::keep::Known;
use crate::case::{self, Body, Case};
use crate::envs::Envs;
use crate::limits::unused::strike_out;

/// Says it once for a process, past libtest's capture; under nextest, each case is a process, and none says it.
pub(super) fn warn_once(known: &Known, case: &Case) {
    static ONCE: Once = Once::new();
    if Envs::get().nextest {
        return;
    }
    ONCE.call_once(|| {
        for id in of(&known.entries, case, &known.sources) {
            let _ = writeln!(
                io::stderr(),
                "perf: warning: {}: there is no test `{}` in `{}` any more: `PERF_UPDATE=all cargo test` takes its entry out",
                known.label.file.display(),
                id.name,
                id.target
            );
        }
    });
}

/// Those of the binary that the case is in; `folder` is where their sources are.
pub(super) fn of(entries: &Entries, case: &Case, folder: &Path) -> Vec<Id> {
    let cases = case::all();
    let of_name = |name: &str| cases.iter().find(|case| case.path() == name);
    let mut certain = Vec::new();
    let mut unseen = Vec::new();
    for id in entries.keys() {
        if id.package != case.package || id.target != case.target() {
            continue;
        }
        match of_name(&id.name).map(|case| case.body) {
            Some(Body::Perf(_)) => {}
            // A load is not compared.
            Some(Body::Load(_)) => certain.push(id.clone()),
            None => unseen.push(id.clone()),
        }
    }
    let mut open: BTreeSet<String> = unseen.iter().map(|id| function(id).to_owned()).collect();
    strike_out(&mut open, folder, 0);
    unseen.retain(|id| open.contains(function(id)));
    certain.extend(unseen);
    certain
}

fn function(id: &Id) -> &str {
    let name = id.name.rsplit("::").next().unwrap_or(&id.name);
    name.strip_prefix("r#").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;
    use crate::testing::folder;

    #[test]
    fn what_no_source_names_is_gone() {
        let root = folder(&[
            (
                "src/lib.rs",
                "#[cfg(feature = \"postgres\")] fn of_a_feature() {}",
            ),
            ("target/CACHEDIR.TAG", ""),
            ("target/old.rs", "fn renamed() {}"),
        ]);
        let id = |package: &str, target: &str, name: &str| Id {
            package: package.to_owned(),
            target: target.to_owned(),
            name: name.to_owned(),
            databases: Vec::new(),
        };
        let entries = [
            id("shop", "suite", "a::renamed"),
            id("shop", "suite", "a::of_a_feature"),
            id("shop", "suite", "a::r#renamed"),
            id("shop", "other", "a::renamed"),
            id("bank", "suite", "a::renamed"),
        ];
        let entries = entries
            .map(|id| (id, super::super::entry::Entry::default()))
            .into();
        let gone = of(&entries, fake::case("a::here"), root.path());
        let names: Vec<_> = gone
            .iter()
            .map(|id| (id.target.as_str(), id.name.as_str()))
            .collect();
        assert_eq!(names, [("suite", "a::r#renamed"), ("suite", "a::renamed")]);
    }
}
