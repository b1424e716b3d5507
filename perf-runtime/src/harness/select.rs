//! Which cases run: libtest's rules for filters and ignored tests.

use crate::asked::Choice;
use crate::case::{Case, Ignore, ShouldPanic};

/// What the command line says about which cases to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// A case must match one of these, if there are any.
    pub(super) words: Vec<String>,
    /// A case must match none of these.
    pub(super) skip: Vec<String>,
    /// To match is to be equal; otherwise, to contain.
    pub(super) exact: bool,
    pub(super) ignored: IgnoredCases,
    /// What its attribute must say of a case.
    pub(super) choice: Choice,
}

/// What becomes of `#[ignore]`d cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum IgnoredCases {
    /// Listed and shown as ignored.
    #[default]
    Shown,
    /// Run with the others: `--include-ignored`.
    Run,
    /// Run without the others: `--ignored`.
    Only,
}

/// The cases that were asked for.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) cases: Vec<Selected>,
    /// How many were not asked for.
    pub(super) filtered_out: usize,
    /// How many of these by what their attributes say.
    pub(super) left_out: usize,
}

/// A case that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub(super) case: &'static Case,
    /// Its path.
    pub(super) name: String,
    /// It is only shown.
    pub(super) ignored: bool,
}

impl Filter {
    pub(super) fn select(&self, cases: &[&'static Case]) -> Selection {
        let named = cases.iter().map(|case| (*case, case.path()));
        let named = named.filter(|(case, name)| {
            self.wants(name) && (self.ignored != IgnoredCases::Only || case.ignore != Ignore::No)
        });
        let (chosen, left_out): (Vec<_>, Vec<_>) =
            named.partition(|(case, _)| self.choice.objection(&case.options).is_none());
        let selected: Vec<_> = chosen
            .into_iter()
            .map(|(case, name)| Selected {
                case,
                name,
                ignored: self.ignored == IgnoredCases::Shown && case.ignore != Ignore::No,
            })
            .collect();
        Selection {
            filtered_out: cases.len() - selected.len(),
            left_out: left_out.len(),
            cases: selected,
        }
    }

    fn wants(&self, name: &str) -> bool {
        let matches = |word: &String| {
            if self.exact {
                name == word
            } else {
                name.contains(word.as_str())
            }
        };
        (self.words.is_empty() || self.words.iter().any(matches)) && !self.skip.iter().any(matches)
    }
}

impl Selected {
    /// The name as it is shown in the line of its result.
    pub(super) fn title(&self) -> String {
        match self.case.should_panic {
            ShouldPanic::Yes | ShouldPanic::With(_) if !self.ignored => {
                format!("{} - should panic", self.name)
            }
            _ => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;

    /// The names that are selected, those that are only shown in brackets.
    fn select(words: &str, skip: &str, exact: bool, ignored: IgnoredCases) -> (String, usize) {
        let list = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        let filter = Filter {
            words: list(words),
            skip: list(skip),
            exact,
            ignored,
            choice: Choice::default(),
        };
        let cases = [
            fake::case("a::list"),
            fake::with("a::long", |case| case.ignore = Ignore::Yes),
            fake::case("b::list"),
            fake::with("b::listing", |case| case.ignore = Ignore::Because("slow")),
        ];
        let selection = filter.select(&cases);
        let shown = |one: &Selected| {
            if one.ignored {
                format!("({})", one.name)
            } else {
                one.name.clone()
            }
        };
        (
            selection
                .cases
                .iter()
                .map(shown)
                .collect::<Vec<_>>()
                .join(" "),
            selection.filtered_out,
        )
    }

    #[test]
    fn as_libtest_selects() {
        use IgnoredCases::{Only, Run, Shown};
        let table = [
            (
                "",
                "",
                false,
                Shown,
                "a::list (a::long) b::list (b::listing)",
                0,
            ),
            ("", "", false, Run, "a::list a::long b::list b::listing", 0),
            ("", "", false, Only, "a::long b::listing", 2),
            ("list", "", false, Shown, "a::list b::list (b::listing)", 1),
            (
                "long listing",
                "",
                false,
                Shown,
                "(a::long) (b::listing)",
                2,
            ),
            (
                "a:: b::list",
                "listing",
                false,
                Shown,
                "a::list (a::long) b::list",
                1,
            ),
            ("", "b::list", false, Shown, "a::list (a::long)", 2),
            (
                "",
                "b::list",
                true,
                Shown,
                "a::list (a::long) (b::listing)",
                1,
            ),
            ("b::list list", "", true, Shown, "b::list", 3),
            ("b::listing", "", true, Only, "b::listing", 3),
            ("b::list", "", true, Only, "", 4),
            ("b::list", "b::list", true, Shown, "", 4),
            ("nothing", "", false, Run, "", 4),
        ];
        for (words, skip, exact, ignored, names, filtered_out) in table {
            let selected = select(words, skip, exact, ignored);
            assert_eq!(
                selected,
                (names.to_owned(), filtered_out),
                "{words} --skip {skip} {exact} {ignored:?}"
            );
        }
    }

    #[test]
    fn a_choice_is_a_filter_as_any_other() {
        let filter = Filter {
            words: vec!["list".to_owned()],
            choice: Choice {
                categories: vec!["api".to_owned()],
                ..Choice::default()
            },
            ..Filter::default()
        };
        let api = |path| fake::with(path, |case| case.options.category = Some("api"));
        let selection = filter.select(&[api("list"), api("create"), fake::case("lists")]);
        let names: Vec<_> = selection
            .cases
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!((names, selection.filtered_out), (vec!["list"], 2));
        assert_eq!(selection.left_out, 1);
    }

    #[test]
    fn the_line_says_what_should_panic() {
        let title = |ignored| {
            let case = fake::with("a::twin", |case| case.should_panic = ShouldPanic::Yes);
            Selected {
                case,
                name: case.path(),
                ignored,
            }
            .title()
        };
        assert_eq!(
            [title(false), title(true)],
            ["a::twin - should panic", "a::twin"]
        );
    }
}
