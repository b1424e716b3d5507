//! How thoroughly.

use super::error::Error;

/// How thoroughly cases run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As written.
    #[default]
    Usual,
    /// Shorter loads, fewer runs, smaller sizes: a look in between.
    Quick,
    /// The ignored cases too.
    Full,
}

impl Mode {
    /// The mode that `PERF_MODE` names.
    pub(super) fn of(word: &str) -> Result<Self, Error> {
        match word.to_ascii_lowercase().as_str() {
            "quick" => Ok(Self::Quick),
            "full" => Ok(Self::Full),
            _ => Err(Error::word("PERF_MODE", word, &["quick", "full"])),
        }
    }
}
