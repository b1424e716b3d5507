//! What can be wrong with a command line.

use std::num::ParseIntError;

use crate::asked;

/// A command line that cannot be understood; in libtest's words where it has some.
#[derive(Debug, thiserror::Error)]
pub(in crate::harness) enum ArgsError {
    #[error("Unrecognized option: '{0}'")]
    Unknown(String),
    #[error("the option `--{0}` of libtest is not supported by this harness")]
    NotHere(String),
    #[error("the \"{0}\" format is not supported by this harness: use pretty or terse")]
    FormatNotHere(String),
    #[error("the options --include-ignored and --ignored are mutually exclusive")]
    Contradiction,
    #[error("the options --quick and --full are mutually exclusive")]
    Modes,
    #[error("argument for --{option} must be {expected} (was {value})")]
    Value {
        option: &'static str,
        expected: &'static str,
        value: String,
    },
    #[error("argument for --test-threads must be a number > 0 (error: {0})")]
    Threads(#[from] ParseIntError),
    #[error("RUST_TEST_THREADS is `{0}`, should be a positive integer.")]
    ThreadsVariable(String),
    #[cfg(feature = "report")]
    #[error("there is no report \"{word}\": there are {known}")]
    UnknownReport { word: String, known: String },
    #[cfg(not(feature = "report"))]
    #[error(
        "reports need the feature `report` of perf-runtime: perf-runtime = {{ .., features = [\"report\"] }}"
    )]
    NoReports,
    #[error(transparent)]
    Asked(#[from] asked::Error),
    #[error(transparent)]
    Syntax(#[from] lexopt::Error),
}
