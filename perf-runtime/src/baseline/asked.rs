//! Which baseline a run is held to: the file of the crate, or figures that were saved under a name.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::error::Error;
use super::saved;
use crate::envs::Envs;

/// What is asked of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To be held to the file of the crate.
    Committed(Update),
    /// `--baseline NAME`: to be held to what was saved under that name.
    Saved(String),
    /// `--save-baseline NAME`: to be what later runs are held to.
    Save(String),
}

/// What may be written without a person having written it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Update {
    Nothing,
    /// What is missing.
    New,
    /// Whatever the run does.
    All,
}

impl Asked {
    /// What the options `--baseline` and `--save-baseline` say, or else the environment.
    pub(crate) fn by(
        baseline: Option<String>,
        save: Option<String>,
        envs: &Envs,
    ) -> Result<Self, Error> {
        let (baseline, save) = match (baseline, save) {
            (None, None) => (envs.baseline.clone(), envs.save_baseline.clone()),
            said => said,
        };
        let named = match (baseline, save) {
            (None, None) => return Update::by(envs).map(Self::Committed),
            (Some(_), Some(_)) => return Err(Error::Both),
            (Some(name), None) => Self::Saved(name),
            (None, Some(name)) => Self::Save(name),
        };
        if envs.update.is_some() {
            return Err(Error::UpdateOfSaved);
        }
        named.checked()
    }

    /// A name that cannot be one is told before anything runs, and so is one that nothing was saved under.
    fn checked(self) -> Result<Self, Error> {
        if let Self::Saved(name) | Self::Save(name) = &self {
            saved::check(name)?;
        }
        if let Self::Saved(name) = &self {
            saved::find(name)?;
        }
        Ok(self)
    }

    pub(crate) fn update(&self) -> Update {
        match self {
            Self::Committed(update) => *update,
            Self::Saved(_) => Update::Nothing,
            Self::Save(_) => Update::All,
        }
    }
}

impl Update {
    /// What `PERF_UPDATE` asks for. Without it nothing is written on CI, where nobody would see it.
    fn by(envs: &Envs) -> Result<Self, Error> {
        match envs.update.as_deref() {
            None if envs.ci => Ok(Self::Nothing),
            None | Some("new") => Ok(Self::New),
            Some("all") => Ok(Self::All),
            Some(other) => Err(Error::UnknownUpdate(other.to_owned())),
        }
    }
}

static ASKED: OnceLock<Asked> = OnceLock::new();

/// Says what the command line asks for, before the first case runs.
pub(crate) fn hold_to(asked: Asked) {
    let _ = ASKED.set(asked);
}

/// The file that the run is saved in, where it is.
pub(crate) fn saving() -> Option<PathBuf> {
    match ASKED.get()? {
        Asked::Save(name) => Some(saved::path(name)),
        Asked::Committed(_) | Asked::Saved(_) => None,
    }
}

/// What is asked of this process.
pub(super) fn of_process() -> Result<&'static Asked, Error> {
    if let Some(asked) = ASKED.get() {
        return Ok(asked);
    }
    let asked = Asked::by(None, None, Envs::get())?;
    Ok(ASKED.get_or_init(|| asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(baseline: Option<&str>, save: Option<&str>, envs: &Envs) -> Result<Asked, Error> {
        let said = |word: Option<&str>| word.map(str::to_owned);
        Asked::by(said(baseline), said(save), envs)
    }

    fn committed(update: Option<&str>, ci: bool) -> Result<Update, Error> {
        let envs = Envs {
            update: update.map(str::to_owned),
            ci,
            ..Envs::default()
        };
        Asked::by(None, None, &envs).map(|asked| asked.update())
    }

    #[test]
    fn the_file_is_written_to_as_it_is_asked() {
        assert_eq!(committed(None, false), Ok(Update::New));
        assert_eq!(committed(None, true), Ok(Update::Nothing));
        assert_eq!(committed(Some("new"), true), Ok(Update::New));
        assert_eq!(committed(Some("all"), true), Ok(Update::All));
        let unknown = Err(Error::UnknownUpdate("1".to_owned()));
        assert_eq!(committed(Some("1"), false), unknown);
    }

    #[test]
    fn a_name_goes_before_the_file_and_an_option_before_a_variable() {
        let envs = Envs {
            save_baseline: Some("before".to_owned()),
            ..Envs::default()
        };
        assert_eq!(by(None, None, &envs), Ok(Asked::Save("before".to_owned())));
        assert_eq!(
            by(None, Some("main"), &envs),
            Ok(Asked::Save("main".to_owned()))
        );
        assert_eq!(
            Asked::Save("main".to_owned()).update(),
            Update::All,
            "what is saved anew is as the run was"
        );
        assert_eq!(Asked::Saved("main".to_owned()).update(), Update::Nothing);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let envs = Envs::default();
        assert_eq!(by(Some("a"), Some("b"), &envs), Err(Error::Both));
        let update = Envs {
            update: Some("all".to_owned()),
            ..Envs::default()
        };
        assert_eq!(by(None, Some("a"), &update), Err(Error::UpdateOfSaved));
        let nothing = by(Some("never-saved"), None, &envs);
        assert!(
            matches!(&nothing, Err(Error::NotSaved { name, .. }) if name == "never-saved"),
            "{nothing:?}"
        );
    }
}
