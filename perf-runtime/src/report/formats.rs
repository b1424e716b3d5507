//! The reports that are made from the records of a whole run: same records, same bytes.

use crate::store::Run;
use past::Past;

pub(crate) mod files;
#[cfg(any(feature = "cli", test))]
pub(crate) mod github;
mod html;
mod json;
mod junit;
pub(crate) mod markdown;
mod metrics;
pub(crate) mod past;
#[cfg(test)]
mod tests;
mod told;

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub(crate) enum Format {
    /// A page for people, in one file.
    Html,
    /// All records in one document, for programs.
    Json,
    /// For CI servers.
    Junit,
    /// For a pull request: what failed, where, and why.
    Markdown,
    /// `OpenMetrics`, for those who scrape.
    Metrics,
}

impl Format {
    /// Each of them.
    pub(crate) const ALL: [Self; 5] = [
        Self::Html,
        Self::Json,
        Self::Junit,
        Self::Markdown,
        Self::Metrics,
    ];

    /// As it is asked for.
    fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Metrics => "metrics",
        }
    }

    /// Those that a list names, such as `junit,markdown`; else the word that is none of them.
    pub(crate) fn of_list(list: &str) -> Result<Vec<Self>, String> {
        let one = |word: &str| {
            let known = Self::ALL.into_iter().find(|format| format.word() == word);
            known.ok_or_else(|| word.to_owned())
        };
        list.split(',').map(|word| one(word.trim())).collect()
    }

    /// All of them, as they are asked for.
    pub(crate) fn words() -> String {
        Self::ALL.map(Self::word).join(", ")
    }

    /// The name of its file.
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Html => "perf.html",
            Self::Json => "results.json",
            Self::Junit => "junit.xml",
            Self::Markdown => "summary.md",
            Self::Metrics => "metrics.txt",
        }
    }

    /// The report of a run; what was before is on the page for people alone.
    pub(crate) fn render(self, run: &Run, past: &mut Past<'_>) -> String {
        match self {
            Self::Html => html::render(run, past),
            Self::Json => json::render(run),
            Self::Junit => junit::render(run),
            Self::Markdown => markdown::render(run),
            Self::Metrics => metrics::render(run),
        }
    }
}
