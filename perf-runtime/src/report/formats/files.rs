//! Reports as files, each whole or not at all.

use std::io;
use std::path::{Path, PathBuf};

use super::Format;
use super::past::Past;
use crate::store::{Run, write_whole};

/// A report that could not be written, and why.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be written: {error}", path.display())]
pub(crate) struct Unwritten {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

/// The folder of the reports in a folder of perf: one for all runs, so that CI finds the latest at a fixed place.
pub(crate) fn folder_of_reports(perf: &Path) -> PathBuf {
    perf.join("report")
}

/// Writes the reports of a run, and gives back where they are.
pub(crate) fn write(
    run: &Run,
    past: &mut Past<'_>,
    formats: &[Format],
    folder: &Path,
) -> Result<Vec<PathBuf>, Unwritten> {
    let one = |format: &Format| {
        let path = folder.join(format.file_name());
        let text = format.render(run, past);
        match write_whole(&path, |out| out.write_all(text.as_bytes())) {
            Ok(()) => Ok(path),
            Err(error) => Err(Unwritten { path, error }),
        }
    };
    formats.iter().map(one).collect()
}
