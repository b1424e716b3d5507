//! Which cases, by what their attributes say of them.

use std::collections::BTreeSet;
use std::fmt;

use super::error::Error;
use crate::case::Case;
use crate::options::{Options, Severity};

/// Which cases are wanted: of one of the categories, with one of the tags, and so severe. Where nothing is said, all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) categories: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// This one, or worse.
    pub(crate) severity: Option<Severity>,
}

/// The words of a list with commas.
pub(crate) fn words(list: &str) -> impl Iterator<Item = String> {
    let words = list.split(',').map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

/// The severity that is named in `place`, a variable or an option.
pub(crate) fn severity(place: &'static str, word: &str) -> Result<Severity, Error> {
    let known = Severity::ALL.map(Severity::word);
    let is_it = |severity: &Severity| severity.word().eq_ignore_ascii_case(word);
    let found = Severity::ALL.into_iter().find(is_it);
    found.ok_or_else(|| Error::word(place, word, &known))
}

impl Choice {
    /// Adds what the option of a command line says.
    ///
    /// # Errors
    ///
    /// Where there is no such severity.
    pub(crate) fn add_severity(&mut self, word: &str) -> Result<(), Error> {
        self.severity = Some(severity("--severity", word)?);
        Ok(())
    }

    /// This one, and where it says nothing, the other.
    pub(crate) fn or(self, other: Self) -> Self {
        let or = |this: Vec<String>, other| if this.is_empty() { other } else { this };
        Self {
            categories: or(self.categories, other.categories),
            tags: or(self.tags, other.tags),
            severity: self.severity.or(other.severity),
        }
    }

    /// Whether every case is wanted.
    pub(crate) fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Why a case with these options is not wanted.
    pub(crate) fn objection(&self, options: &Options) -> Option<String> {
        let is_in = |list: &[String], word: &str| list.iter().any(|wanted| wanted == word);
        let has_category = options
            .category
            .is_some_and(|its| is_in(&self.categories, its));
        if !self.categories.is_empty() && !has_category {
            return Some(format!("not in category {}", self.categories.join(" or ")));
        }
        if !self.tags.is_empty() && !options.tags.iter().any(|tag| is_in(&self.tags, tag)) {
            return Some(format!("without tag {}", self.tags.join(" or ")));
        }
        let least = self.severity.filter(|least| options.severity() < *least)?;
        let its = options.severity().word();
        Some(format!("severity {its}, below {}", least.word()))
    }

    /// Whether each category and each tag is that of some case.
    ///
    /// # Errors
    ///
    /// The first that is not, with the nearest that is.
    pub(crate) fn check(&self, cases: &[&'static Case]) -> Result<(), Error> {
        let categories = cases.iter().filter_map(|case| case.options.category);
        let tags = cases.iter().flat_map(|case| case.options.tags).copied();
        known("category", &self.categories, categories)?;
        known("tag", &self.tags, tags)
    }
}

fn known<'a>(
    what: &'static str,
    words: &[String],
    known: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    let known: BTreeSet<_> = known.collect();
    let unknown = words.iter().find(|word| !known.contains(word.as_str()));
    unknown.map_or(Ok(()), |word| {
        let known: Vec<_> = known.into_iter().collect();
        Err(Error::unknown(what, word, &known))
    })
}

/// `category api or database, tag nightly, severity high or worse`.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |what, words: &[String]| {
            (!words.is_empty()).then(|| format!("{what} {}", words.join(" or ")))
        };
        let severity = |least: Severity| format!("severity {} or worse", least.word());
        let parts = [
            list("category", &self.categories),
            list("tag", &self.tags),
            self.severity.map(severity),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;

    fn choice(categories: &str, tags: &str, severity: Option<Severity>) -> Choice {
        Choice {
            categories: words(categories).collect(),
            tags: words(tags).collect(),
            severity,
        }
    }

    #[test]
    fn a_case_has_one_of_each_list_and_is_as_severe() {
        let options = Options {
            category: Some("api"),
            tags: &["nightly", "slow"],
            severity: Some(Severity::High),
            ..Options::NONE
        };
        for (choice, options, objection) in [
            (choice("", "", None), Options::NONE, None),
            (choice("web, api", "slow,x", None), options, None),
            (choice("", "", Some(Severity::High)), options, None),
            // One that says nothing is of medium severity.
            (choice("", "", Some(Severity::Medium)), Options::NONE, None),
            (
                choice("web,Api", "", None),
                options,
                Some("not in category web or Api"),
            ),
            (
                choice("api", "", None),
                Options::NONE,
                Some("not in category api"),
            ),
            (
                choice("api", "fast", None),
                options,
                Some("without tag fast"),
            ),
            (
                choice("api", "slow", Some(Severity::Critical)),
                options,
                Some("severity high, below critical"),
            ),
        ] {
            assert_eq!(choice.objection(&options).as_deref(), objection, "{choice}");
        }
    }

    #[test]
    fn a_word_that_no_case_has_is_told_with_the_nearest() {
        let cases = [
            fake::case("plain"),
            fake::with("listed", |case| {
                case.options.category = Some("web socket");
                case.options.tags = &["nightly"];
            }),
        ];
        let check = |categories, tags| {
            let checked = choice(categories, tags, None).check(&cases);
            checked.map_err(|error| error.to_string())
        };
        assert_eq!(check("web socket", "nightly"), Ok(()));
        assert_eq!(
            check("web socket,web sockt", ""),
            Err("no case here has the category `web sockt`: did you mean `web socket`?".to_owned())
        );
        assert_eq!(
            check("", "hourly"),
            Err("no case here has the tag `hourly`: there is nightly".to_owned())
        );
        assert!(choice("", "a", None).check(&cases[..1]).is_err());
    }

    #[test]
    fn what_is_said_last_is_taken_kind_by_kind() {
        let line = choice("api", "", None);
        let envs = choice("web", "nightly", Some(Severity::Low));
        let both = line.or(envs);
        assert_eq!(both, choice("api", "nightly", Some(Severity::Low)));
        assert_eq!(
            both.to_string(),
            "category api, tag nightly, severity low or worse"
        );
    }
}
