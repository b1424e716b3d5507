//! What can be wrong with what is asked.

use crate::limits::hint;

/// What is asked and cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// A word that is none of a few.
    #[error("{name} is `{word}`: {hint}")]
    Word {
        name: &'static str,
        word: String,
        hint: String,
    },
    /// A filter that leaves out every case, most likely misspelt.
    #[error("no case here has the {what} `{word}`: {hint}")]
    Unknown {
        what: &'static str,
        word: String,
        hint: String,
    },
    /// Each is there, and no case has all of them.
    #[error("no case here has all of it: {0}")]
    Nothing(String),
}

impl Error {
    pub(super) fn word(name: &'static str, word: &str, known: &[&str]) -> Self {
        Self::Word {
            name,
            word: word.to_owned(),
            hint: hint(word, known.iter().copied()),
        }
    }

    pub(super) fn unknown(what: &'static str, word: &str, known: &[&str]) -> Self {
        Self::Unknown {
            what,
            word: word.to_owned(),
            hint: hint(word, known.iter().copied()),
        }
    }
}
