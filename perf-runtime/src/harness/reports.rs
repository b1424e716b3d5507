//! `--report`: what is made of the records of the run when all is over.

use std::io::Write;

use super::args::ArgsError;
#[cfg(feature = "report")]
use crate::report::past;
#[cfg(feature = "report")]
use crate::report::{Format, files};
#[cfg(feature = "report")]
use crate::store;

/// The reports that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    #[cfg(feature = "report")]
    formats: Vec<Format>,
}

#[cfg(feature = "report")]
impl Wanted {
    /// Reads `junit,markdown`.
    pub(super) fn parse(list: &str) -> Result<Self, ArgsError> {
        match Format::of_list(list) {
            Ok(formats) => Ok(Self { formats }),
            Err(word) => Err(ArgsError::UnknownReport {
                word,
                known: Format::words(),
            }),
        }
    }

    /// Writes them, names them, and tells of the records that are missing in them.
    pub(super) fn write(&self, out: &mut dyn Write, err: &mut dyn Write) -> Result<(), String> {
        let folder = store::run_folder();
        if self.formats.is_empty() {
            return Ok(());
        }
        // What cannot be said is not worth more than the reports themselves.
        if !folder.is_dir() {
            let _ = writeln!(err, "no report: no case left a record");
            return Ok(());
        }
        let run = store::Run::read(&folder).map_err(|error| error.to_string())?;
        for problem in &run.problems {
            let _ = writeln!(err, "warning: {problem}");
        }
        let reports = files::folder_of_reports(&store::folder());
        // The history is of `cargo perf`: tests never open it.
        let written = files::write(&run, &mut past::unknown, &self.formats, &reports)
            .map_err(|error| error.to_string())?;
        for path in written {
            let _ = writeln!(out, "report: {}", path.display());
        }
        Ok(())
    }
}

#[cfg(not(feature = "report"))]
impl Wanted {
    pub(super) fn parse(_: &str) -> Result<Self, ArgsError> {
        Err(ArgsError::NoReports)
    }

    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "as where there are reports"
    )]
    pub(super) fn write(&self, _: &mut dyn Write, _: &mut dyn Write) -> Result<(), String> {
        Ok(())
    }
}
