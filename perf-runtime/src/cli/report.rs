//! `cargo perf report`: files made from the records of a run.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use super::args::{Place, Report, Reports};
use super::error::{Done, Error};
use super::{github, history};
use crate::report::{Format, files};
use crate::store::record::Record;
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
    let run = Run::find(&folder, args.run.as_deref())?;
    make(&run, &folder, Some(place), &args.reports)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the reports, and tells of what is missing in them; with what was before, where there is a history to ask.
pub(super) fn make(
    run: &Run,
    folder: &Path,
    history: Option<&Place>,
    reports: &Reports,
) -> Result<(), Error> {
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
    // It is on the page alone.
    let asked = history.filter(|_| reports.formats.contains(&Format::Html));
    let mut before = history::Before::of(asked, run)?;
    let output = reports
        .output
        .clone()
        .unwrap_or_else(|| files::folder_of_reports(folder));
    let past = &mut |records: &[&Record]| before.courses(records);
    let written = files::write(run, past, &reports.formats, &output);
    before.close()?;
    for path in written? {
        writeln!(io::stdout(), "{}", path.display())?;
    }
    github::tell(run, &reports.formats)
}
