//! The command line: libtest's options.

mod error;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::num::NonZeroUsize;

use lexopt::Parser;
use lexopt::prelude::*;

pub(super) use error::ArgsError;

use super::reports::Wanted;
use super::select::{Filter, IgnoredCases};
use crate::asked::{Asked, Choice, Mode, words};
use crate::envs::Envs;
use crate::report::format::plural;
use crate::report::palette::Palette;

/// What `--help` says.
pub(super) const HELP: &str = include_str!("args/help.txt");

/// Options of libtest that mean something, and that this harness does not have.
const NOT_HERE: [&str; 7] = [
    "ensure-time",
    "exclude-should-panic",
    "fail-fast",
    "force-run-in-process",
    "logfile",
    "shuffle",
    "shuffle-seed",
];

/// The command line, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Args {
    pub(super) action: Action,
    pub(super) filter: Filter,
    pub(super) chosen: Chosen,
    pub(super) mode: Mode,
    pub(super) format: Format,
    pub(super) color: Color,
    /// Cases that run at once, where it was said.
    pub(super) threads: Option<NonZeroUsize>,
    pub(super) nocapture: bool,
    pub(super) show_output: bool,
    pub(super) report_time: bool,
    /// The reports that are made at the end.
    pub(super) reports: Wanted,
    /// The baseline that the cases are held to.
    pub(super) baseline: Baseline,
}

/// What to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Action {
    #[default]
    Run,
    List,
    Help,
}

/// Who says which categories, tags and severities are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Chosen {
    /// The environment, to all test targets, or nobody.
    #[default]
    ForAll,
    /// The command line of this target.
    Here,
}

/// `--baseline` and `--save-baseline`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Baseline {
    pub(super) name: Option<String>,
    pub(super) save: Option<String>,
}

/// How much is printed of a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// A line a case, and the table at the end.
    #[default]
    Pretty,
    /// A character a case.
    Terse,
}

/// `--color`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// The colours, where `auto` is what the output can show.
    pub(super) fn palette(self, auto: Palette) -> Palette {
        match self {
            Self::Auto => auto,
            Self::Always => Palette::colored(),
            Self::Never => Palette::plain(),
        }
    }
}

impl Args {
    /// Reads the arguments after the program's name. The last of an option that is given twice counts.
    pub(super) fn parse<I>(args: I, envs: &Envs) -> Result<Self, ArgsError>
    where
        I: IntoIterator<Item = OsString>,
    {
        let mut read = Self {
            nocapture: envs.nocapture,
            ..Self::default()
        };
        let (mut only_ignored, mut include_ignored) = (false, false);
        let (mut quick, mut full) = (false, false);
        let mut choice = Choice::default();
        let (mut format, mut quiet) = (None, false);
        let mut parser = Parser::from_args(args);
        while let Some(arg) = parser.next()? {
            match arg {
                Value(word) => read.filter.words.push(word.string()?),
                Long("exact") => read.filter.exact = true,
                Long("skip") => read.filter.skip.push(parser.value()?.string()?),
                Long("ignored") => only_ignored = true,
                Long("include-ignored") => include_ignored = true,
                Long("quick") => quick = true,
                Long("full") => full = true,
                Long("category") => choice.categories.extend(words(&parser.value()?.string()?)),
                Long("tag") => choice.tags.extend(words(&parser.value()?.string()?)),
                Long("severity") => choice.add_severity(&parser.value()?.string()?)?,
                Long("list") => read.action = Action::List,
                Short('h') | Long("help") => read.action = Action::Help,
                Long("nocapture" | "no-capture") => read.nocapture = true,
                Long("show-output") => read.show_output = true,
                Long("report-time") => read.report_time = true,
                Long("baseline") => read.baseline.name = Some(parser.value()?.string()?),
                Long("save-baseline") => read.baseline.save = Some(parser.value()?.string()?),
                Long("report") => read.reports = Wanted::parse(&parser.value()?.string()?)?,
                Long("test-threads") => read.threads = Some(parser.value()?.string()?.parse()?),
                Long("format") => format = Some(format_of(parser.value()?.string()?)?),
                Short('q') | Long("quiet") => quiet = true,
                Long("color") => read.color = color_of(parser.value()?.string()?)?,
                // `cargo bench` passes the first, and a case is as good a benchmark as it is a test.
                Long("bench" | "test") => {}
                // What is unstable in libtest is either supported here, or refused by its own name.
                Short('Z') => drop(parser.value()?),
                Long(name) if NOT_HERE.contains(&name) => {
                    return Err(ArgsError::NotHere(name.to_owned()));
                }
                Long(name) => return Err(ArgsError::Unknown(name.to_owned())),
                Short(letter) => return Err(ArgsError::Unknown(letter.to_string())),
            }
        }
        read.format = format.unwrap_or(if quiet { Format::Terse } else { Format::Pretty });
        let asked = Asked::by(envs)?;
        read.mode = match (quick, full) {
            (false, false) => asked.mode,
            (true, false) => Mode::Quick,
            (false, true) => Mode::Full,
            (true, true) => return Err(ArgsError::Modes),
        };
        if !choice.is_all() {
            read.chosen = Chosen::Here;
        }
        read.filter.choice = choice.or(asked.choice);
        read.filter.ignored = match (only_ignored, include_ignored || full) {
            (false, true) => IgnoredCases::Run,
            (true, true) => return Err(ArgsError::Contradiction),
            (true, false) => IgnoredCases::Only,
            // What takes long is ignored by day.
            (false, false) if read.mode == Mode::Full => IgnoredCases::Run,
            (false, false) => IgnoredCases::Shown,
        };
        if let (true, Some(list)) = (read.reports == Wanted::default(), &envs.report) {
            read.reports = Wanted::parse(list)?;
        }
        if read.threads.is_none() {
            read.threads = envs
                .test_threads
                .as_deref()
                .map(threads_of_variable)
                .transpose()?;
        }
        Ok(read)
    }
}

impl Args {
    /// What was asked for, where it is not all as it is written, and how many cases that left out.
    pub(super) fn asked(&self, left_out: usize) -> Option<String> {
        let mode = match self.mode {
            Mode::Usual => None,
            Mode::Quick => Some("quick mode".to_owned()),
            Mode::Full => Some("full mode".to_owned()),
        };
        let choice = &self.filter.choice;
        let choice = (!choice.is_all()).then(|| {
            let cases = plural(left_out as u64, "case");
            format!("{choice}: {cases} left out")
        });
        let asked: Vec<_> = mode.into_iter().chain(choice).collect();
        (!asked.is_empty()).then(|| asked.join("; "))
    }
}

fn format_of(value: String) -> Result<Format, ArgsError> {
    match value.as_str() {
        "pretty" => Ok(Format::Pretty),
        "terse" => Ok(Format::Terse),
        "json" | "junit" => Err(ArgsError::FormatNotHere(value)),
        _ => Err(ArgsError::Value {
            option: "format",
            expected: "pretty or terse",
            value,
        }),
    }
}

fn color_of(value: String) -> Result<Color, ArgsError> {
    match value.as_str() {
        "auto" => Ok(Color::Auto),
        "always" => Ok(Color::Always),
        "never" => Ok(Color::Never),
        _ => Err(ArgsError::Value {
            option: "color",
            expected: "auto, always, or never",
            value,
        }),
    }
}

fn threads_of_variable(value: &str) -> Result<NonZeroUsize, ArgsError> {
    value
        .parse()
        .map_err(|_| ArgsError::ThreadsVariable(value.to_owned()))
}
