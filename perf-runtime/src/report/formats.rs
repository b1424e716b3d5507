//! The reports that are made from the records of a whole run: same records, same bytes.

use crate::store::Run;

mod json;

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub(crate) enum Format {
    /// All records in one document, for programs.
    Json,
}

impl Format {
    /// Each of them.
    pub(crate) const ALL: [Self; 1] = [Self::Json];

    /// The name of its file.
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Json => "results.json",
        }
    }

    /// The report of a run.
    pub(crate) fn render(self, run: &Run) -> String {
        match self {
            Self::Json => json::render(run),
        }
    }
}
