//! `cargo perf merge`: the shards of a load become one load, which is judged.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::{Merge, Place};
use super::error::{Done, Error};
use crate::harness::Outcome;
use crate::merge::{Merged, merge};
use crate::report::console::render;
use crate::report::format::plural;
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::store;

/// Something was found wrong.
const WRONG: u8 = 1;

pub(super) fn run(place: &Place, args: &Merge) -> Done {
    let folder = place.folder()?;
    let folders = match &args.folders[..] {
        [] => std::slice::from_ref(&folder),
        folders => folders,
    };
    let mut records = Vec::new();
    let mut name = None;
    for folder in folders {
        let run = run_in(folder, args.run.as_deref())?;
        for (path, record) in store::files(&run)? {
            match record {
                Ok(record) => records.push((path, record)),
                Err(problem) => writeln!(io::stderr(), "warning: {problem}")?,
            }
        }
        name = name.or_else(|| Some(run.file_name()?.to_string_lossy().into_owned()));
    }
    let merged = merge(records);
    if merged.is_empty() {
        return Err(Error::NoShards);
    }
    let name = args
        .name
        .clone()
        .unwrap_or_else(|| format!("{}-merged", name.as_deref().unwrap_or("run")));
    tell(&merged, &folder.join("runs").join(store::file_safe(&name)))
}

/// Prints what came of each case, and writes it down.
fn tell(merged: &[Merged], folder: &Path) -> Done {
    let (mut out, page) = (io::stdout(), Page::of_stdout(Palette::of_stdout()));
    let mut failed = 0;
    for Merged {
        report,
        record,
        of_shards,
    } in merged
    {
        let text = render(report, page);
        writeln!(out, "{text}\n")?;
        for text in of_shards {
            writeln!(out, "as the shard told it: {text}\n")?;
        }
        let outcome = Outcome::of(report, || text);
        failed += u64::from(matches!(outcome, Outcome::Failed { .. }));
        store::put(folder, record).map_err(Error::Record)?;
    }
    let all = plural(merged.len() as u64, "case");
    writeln!(
        out,
        "perf: {all} merged into {}, {failed} failed",
        folder.display()
    )?;
    Ok(if failed > 0 {
        ExitCode::from(WRONG)
    } else {
        ExitCode::SUCCESS
    })
}

/// The folder itself where no runs are in it, otherwise the run that is meant.
fn run_in(folder: &Path, name: Option<&str>) -> Result<PathBuf, Error> {
    let runs = folder.join("runs");
    if name.is_none() && folder.is_dir() && !runs.is_dir() {
        return Ok(folder.to_owned());
    }
    let name = store::Run::name(folder, name)?;
    Ok(runs.join(name))
}
