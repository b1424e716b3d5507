//! `cargo perf report`: files made from the records of a run.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use super::args::{Place, Report, Reports};
use super::error::{Done, Error};
use super::github;
use crate::report::files;
use crate::store::{self, Run};

pub(super) fn run(place: &Place, args: &Report) -> Done {
    let folder = place.folder()?;
    if args.list {
        let mut out = io::stdout();
        for name in store::names(&folder)? {
            writeln!(out, "{name}")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    make(
        &Run::find(&folder, args.run.as_deref())?,
        &folder,
        &args.reports,
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the reports, and tells of what is missing in them.
pub(super) fn make(run: &Run, folder: &Path, reports: &Reports) -> Result<(), Error> {
    let mut err = io::stderr();
    for problem in &run.problems {
        writeln!(err, "warning: {problem}")?;
    }
    for mark in &run.unfinished {
        writeln!(
            err,
            "warning: `{}` of {} began and did not end",
            mark.name, mark.package
        )?;
    }
    let output = reports
        .output
        .clone()
        .unwrap_or_else(|| files::folder_of_reports(folder));
    for path in files::write(run, &reports.formats, &output)? {
        writeln!(io::stdout(), "{}", path.display())?;
    }
    github::tell(run, &reports.formats)
}
