//! Rows that no case uses.
//!
//! One file serves several test binaries, and each of them knows its own cases alone. But a name stands in the sources as
//! a literal, since the attributes take nothing else: one that no source file below `perf.toml` has in quotes is used
//! by none of them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Once;

use super::file::File;
use crate::case;
use crate::envs::Envs;

/// Folders deeper than this are not looked into.
const DEPTH: usize = 32;

/// Says it once for a process, past libtest's capture; under nextest, each case is a process, and none says it.
pub(super) fn warn_once(file: &File) {
    static ONCE: Once = Once::new();
    if Envs::get().nextest {
        return;
    }
    ONCE.call_once(|| {
        for line in unused(file) {
            let _ = writeln!(io::stderr(), "perf: warning: {line}");
        }
    });
}

fn unused(file: &File) -> Vec<String> {
    let limits = file
        .limits
        .iter()
        .map(|(name, row)| (row.line, "limits", "threshold = ", name));
    let metrics = file
        .metrics
        .iter()
        .map(|(name, metric)| (metric.line, "metrics", "metric", name));
    let mut rows: Vec<_> = limits.chain(metrics).collect();
    rows.sort();
    let mut open: BTreeSet<String> = rows.iter().map(|(.., name)| format!("{name:?}")).collect();
    for case in case::all() {
        let options = &case.options;
        let soft = options.warn.into_iter().flat_map(|warn| warn.metrics);
        let metrics = options.metrics.iter().chain(soft).map(|metric| metric.name);
        for name in options.threshold.into_iter().chain(metrics) {
            open.remove(&format!("{name:?}"));
        }
    }
    strike_out(&mut open, &file.folder, 0);
    rows.into_iter()
        .filter(|(.., name)| open.contains(&format!("{name:?}")))
        .map(|(line, table, key, name)| {
            let write = if table == "limits" {
                format!("{key}{name:?}")
            } else {
                format!("{key}({name:?})")
            };
            format!(
                "{}:{line}: no test uses `[{table}.{name}]`: write `{write}` in one, or take it out",
                file.path.display()
            )
        })
        .collect()
}

/// Takes out what stands in a source file of this folder.
pub(crate) fn strike_out(open: &mut BTreeSet<String>, folder: &Path, depth: usize) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if open.is_empty() || depth > DEPTH {
            return;
        }
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && !name.starts_with('.') && !path.join("CACHEDIR.TAG").exists() {
            strike_out(open, &path, depth + 1);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            open.retain(|quoted| !text.contains(quoted.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::parse::parse;

    #[test]
    fn what_no_source_names_is_unused() {
        let folder = tempfile::tempdir().expect("there is room");
        let inner = folder.path().join("tests/deep");
        fs::create_dir_all(&inner).expect("a folder");
        fs::create_dir_all(folder.path().join("target")).expect("a folder");
        fs::write(folder.path().join("target/CACHEDIR.TAG"), "").expect("a file");
        fs::write(folder.path().join("target/old.rs"), "\"old\"").expect("a file");
        fs::write(
            inner.join("a.rs"),
            "#[perf(threshold = \"used\")] // threshold = unused",
        )
        .expect("a file");
        let text = "[limits.used]\nmax_ms = 5\n[limits.old]\nmax_ms = 5\n[metrics.unused]\nbetter = 'more'\ncritical = 5\n";
        let file = File {
            folder: folder.path().to_owned(),
            ..parse(Path::new("perf.toml"), text).expect("a good file")
        };
        let told: Vec<_> = unused(&file)
            .into_iter()
            .map(|line| {
                line.rsplit_once("perf.toml:")
                    .expect("a place")
                    .1
                    .to_owned()
            })
            .collect();
        assert_eq!(
            told,
            [
                "3: no test uses `[limits.old]`: write `threshold = \"old\"` in one, or take it out",
                "5: no test uses `[metrics.unused]`: write `metric(\"unused\")` in one, or take it out",
            ]
        );
    }
}
