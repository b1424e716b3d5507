//! What is asked of a run: which cases, and how thoroughly.

mod choice;
mod error;
mod mode;
mod reduce;
mod settle;

use crate::envs::Envs;

pub(crate) use choice::{Choice, words};
pub(crate) use error::Error;
pub(crate) use mode::Mode;
pub(crate) use reduce::reduced;
pub(crate) use settle::settle;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) choice: Choice,
    pub(crate) mode: Mode,
}

impl Asked {
    /// What the environment asks.
    ///
    /// # Errors
    ///
    /// Where a variable says what there is not.
    pub(crate) fn by(envs: &Envs) -> Result<Self, Error> {
        let choice = Choice {
            categories: words(envs.category.as_deref().unwrap_or_default()).collect(),
            tags: words(envs.tag.as_deref().unwrap_or_default()).collect(),
            severity: envs
                .severity
                .as_deref()
                .map(|word| choice::severity("PERF_SEVERITY", word))
                .transpose()?,
        };
        let mode = envs.mode.as_deref().map(Mode::of).transpose()?;
        Ok(Self {
            choice,
            mode: mode.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Severity;

    #[test]
    fn the_environment_asks() {
        let said = |text: &str| Some(text.to_owned());
        let envs = Envs {
            category: said("api, web socket,"),
            tag: said("nightly"),
            severity: said("High"),
            mode: said("quick"),
            ..Envs::default()
        };
        let expected = Asked {
            choice: Choice {
                categories: vec!["api".to_owned(), "web socket".to_owned()],
                tags: vec!["nightly".to_owned()],
                severity: Some(Severity::High),
            },
            mode: Mode::Quick,
        };
        assert_eq!(Asked::by(&envs), Ok(expected));
        assert_eq!(Asked::by(&Envs::default()), Ok(Asked::default()));
    }

    #[test]
    fn what_the_environment_cannot_ask_is_told() {
        let wrong = |mode: Option<&str>, severity: Option<&str>| {
            let envs = Envs {
                mode: mode.map(str::to_owned),
                severity: severity.map(str::to_owned),
                ..Envs::default()
            };
            Asked::by(&envs).map_err(|error| error.to_string())
        };
        assert_eq!(
            wrong(Some("quik"), None),
            Err("PERF_MODE is `quik`: did you mean `quick`?".to_owned())
        );
        assert_eq!(
            wrong(None, Some("10")),
            Err("PERF_SEVERITY is `10`: there is low, medium, high, critical".to_owned())
        );
    }
}
