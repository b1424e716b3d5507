//! Values: how each kind is written, and what is said when it is written otherwise.

mod claims;
mod duration;
mod list;
mod metric;
mod number;
mod path;
mod repair;
pub(crate) mod size;
mod stages;

use std::time::Duration;

use quote::ToTokens;
use syn::{Expr, Ident, Lit, LitStr, Path};

use crate::keys::Key;
use crate::options::Options;

pub(crate) use claims::{Claim, Claims};
pub(crate) use list::Words;
pub(crate) use metric::Metric;
pub(crate) use stages::{Stage, Target};

/// How a value is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A whole number from 0.
    Count,
    /// A whole number from 1.
    Positive,
    /// The same, or a list of them, each larger than the one before.
    Users,
    /// Milliseconds.
    Millis,
    /// Milliseconds, for the percentile that the key's name says.
    Percentile(Percentiles),
    /// Iterations a second.
    PerSecond,
    /// Arrivals a second, with the unit.
    Rate,
    /// A share of 1.
    Ratio,
    /// A time with its unit.
    Duration,
    /// A time with its unit, or two with `..` between them.
    Pause,
    /// A list of times, each with the users or the rate at its end.
    Stages,
    /// A number of bytes with its unit.
    Size,
    /// A number of runs.
    Runs,
    /// A number of runs, or a time with its unit.
    RunsOrTime,
    /// Any text.
    Text,
    /// A list of any texts.
    Texts,
    /// One of some words.
    Word(Words),
    /// A list of some words.
    Words(Words),
    /// The path of a function that fills a database.
    Dataset,
    /// The path of a static migrator.
    Migrator,
    /// The path of the runtime's crate.
    Crate,
    /// Limits in brackets that warn.
    Warn,
    /// A figure's name and its limits, in brackets.
    Metric,
    /// A list of whole numbers from 1, each larger than the one before.
    Sizes,
    /// No `=`, but keys of its own in brackets.
    Parts(&'static Parts),
    /// No `=`, but a list in brackets: figures, each with how fast it may grow.
    Claims(Claims),
    /// No value: the word says it.
    Flag,
}

/// A figure of which any percentile may be limited.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Percentiles {
    /// The field of the runtime's `Options`.
    pub(crate) field: &'static str,
    /// What stands behind the percentile in the key.
    pub(crate) suffix: &'static str,
    /// The key for the largest of all.
    pub(crate) largest: &'static str,
}

/// A value that was read.
pub(crate) enum Value {
    Count(u64),
    Number(f64),
    /// A limit in milliseconds for this percentile.
    Percentile(f64, f64),
    Duration(Duration),
    WarmupRuns(u64),
    WarmupTime(Duration),
    Text(String),
    Texts(Vec<String>),
    /// A variant of the first, by name.
    Word(&'static str, &'static str),
    Words(&'static str, Vec<&'static str>),
    Dataset(Path),
    Migrator(Path),
    Crate(Path),
    Sizes(Vec<u64>),
    Sweep(Vec<u64>),
    /// The least and the most.
    Pause(Duration, Duration),
    Stages(Vec<Stage>),
    /// Figures, each with the enum and the variant of its class.
    Claims(Vec<Claim>),
    /// The key stands there.
    Flag,
    Metric(Metric),
    Warn(Options),
    /// What stands in the brackets.
    Parts(Options),
}

/// Keys that stand in the brackets of another.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The runtime's struct of which they are the fields.
    pub(crate) of: &'static str,
    pub(crate) keys: &'static [Key],
}

/// What a reader gives back: the value, or the part of the expression that is wrong.
type Read<'a, T = Value> = Result<T, &'a Expr>;

impl Kind {
    /// Reads the value of `key`, which was written as `name`.
    pub(crate) fn read(key: &Key, name: &Ident, expr: &Expr) -> syn::Result<Value> {
        let percent = match key.kind {
            Self::Percentile(of) => number::percent(name, of)?,
            _ => 0.0,
        };
        let expr = peel(expr);
        let read = match key.kind {
            Self::Count => number::count(expr, 0).map(Value::Count),
            Self::Positive => number::count(expr, 1).map(Value::Count),
            Self::Users => number::count(expr, 1)
                .map(Value::Count)
                .or_else(|_| number::ascending(expr).map(Value::Sweep)),
            Self::Rate => duration::rate(expr).map(Value::Number),
            Self::Pause => duration::pause(expr).map(|(least, most)| Value::Pause(least, most)),
            Self::Stages => stages::stages(expr).map(Value::Stages),
            Self::Millis | Self::PerSecond => number::above_zero(expr).map(Value::Number),
            Self::Percentile(_) => {
                number::above_zero(expr).map(|ms| Value::Percentile(percent, ms))
            }
            Self::Ratio => number::ratio(expr).map(Value::Number),
            Self::Duration => duration::duration(expr).map(Value::Duration),
            Self::Size => size::size(expr).map(Value::Count),
            Self::Runs => number::count(expr, 0).map(Value::WarmupRuns),
            Self::RunsOrTime => duration::duration(expr)
                .map(Value::WarmupTime)
                .or_else(|_| number::count(expr, 0).map(Value::WarmupRuns)),
            Self::Text => list::text(expr).map(Value::Text),
            Self::Texts => list::list(expr, list::text).map(Value::Texts),
            Self::Word(words) => list::word(expr, words).map(|word| Value::Word(words.of, word)),
            Self::Words(words) => list::list(expr, |item| list::word(item, words))
                .map(|list| Value::Words(words.of, list)),
            Self::Dataset => path::path(expr).map(Value::Dataset),
            Self::Migrator => path::path(expr).map(Value::Migrator),
            Self::Crate => path::path(expr).map(Value::Crate),
            Self::Sizes => number::ascending(expr).map(Value::Sizes),
            Self::Claims(_) | Self::Flag | Self::Warn | Self::Metric | Self::Parts(_) => Err(expr),
        };
        read.map_err(|wrong| syn::Error::new_spanned(wrong, key.how_to_write(name, Some(wrong))))
    }

    /// Whether it is a literal, or a list of them.
    fn is_literal(self) -> bool {
        !matches!(self, Self::Dataset | Self::Migrator | Self::Crate)
    }

    /// What the value is, in words.
    fn what(self) -> String {
        match self {
            Self::Count => "a whole number".to_owned(),
            Self::Positive => "a whole number from 1".to_owned(),
            Self::Users => {
                "a whole number from 1, or a list of them, each larger than the one before".to_owned()
            }
            Self::Rate => format!("a number above 0 a unit of time ({}), in quotes", duration::RATES),
            Self::Pause => format!(
                "a time with its unit ({}), or the least and the most with `..` between them, in quotes",
                duration::UNITS
            ),
            Self::Stages => {
                "a list of pairs: a time in quotes, and the users that it leads to, or in each of them the rate as in `\"50/s\"`"
                    .to_owned()
            }
            Self::Millis | Self::Percentile(_) => "milliseconds as a number above 0".to_owned(),
            Self::PerSecond => "iterations a second as a number above 0".to_owned(),
            Self::Ratio => "a share from 0 to 1".to_owned(),
            Self::Duration => format!(
                "a number above 0 with its unit ({}), in quotes",
                duration::UNITS
            ),
            Self::Size => format!(
                "a number of bytes with its unit ({}), in quotes",
                size::UNITS
            ),
            Self::Runs => "a number of runs".to_owned(),
            Self::RunsOrTime => format!(
                "a time with its unit ({}) in quotes, or a number of runs",
                duration::UNITS
            ),
            Self::Text => "a text in quotes".to_owned(),
            Self::Texts => "a list of texts in quotes".to_owned(),
            Self::Word(words) => words.quoted(),
            Self::Words(words) => format!("a list of {}", words.quoted()),
            Self::Dataset => "the path of a function, without quotes or `()`".to_owned(),
            Self::Migrator => "the path of a `static`, without quotes".to_owned(),
            Self::Crate => "the path of the crate, without quotes".to_owned(),
            Self::Sizes => {
                "a list of whole numbers from 1, two at least, each larger than the one before"
                    .to_owned()
            }
            Self::Claims(claims) => claims.what(),
            Self::Flag => "no value".to_owned(),
            Self::Warn => "limits in brackets".to_owned(),
            Self::Parts(parts) => {
                let names: Vec<_> = parts
                    .keys
                    .iter()
                    .map(|key| format!("`{}`", key.name))
                    .collect();
                format!("in brackets {}", names.join(", "))
            }
            Self::Metric => {
                "in brackets the name of a figure in quotes, and `min`, `max` or both as numbers; \
                             without them the limits are those of `perf.toml`"
                    .to_owned()
            }
        }
    }
}

impl Key {
    /// Says how to write this key, with the value that was probably meant.
    pub(crate) fn how_to_write(&self, name: &Ident, wrong: Option<&Expr>) -> String {
        if matches!(self.kind, Kind::Flag) {
            return format!("write `{name}` alone: it takes no value");
        }
        let (what, example) = (self.kind.what(), self.example);
        if matches!(self.kind, Kind::Warn | Kind::Metric | Kind::Parts(_)) {
            return format!("`{name}` takes {what}, as in `{name}({example})`");
        }
        if matches!(self.kind, Kind::Claims(_)) {
            return format!("write `{name}{example}`: {what}");
        }
        let computed = wrong.is_some_and(|wrong| self.kind.is_literal() && is_computed(wrong));
        let no_expression = if computed { ", and no expression" } else { "" };
        match wrong.and_then(|wrong| repair::repair(self.kind, wrong)) {
            Some(meant) => format!("write `{name} = {meant}`: {what}"),
            None => format!("`{name}` takes {what}{no_expression}, as in `{name} = {example}`"),
        }
    }
}

/// Whether only the compiler could tell the value.
fn is_computed(expr: &Expr) -> bool {
    !matches!(
        expr,
        Expr::Lit(_) | Expr::Array(_) | Expr::Tuple(_) | Expr::Unary(_)
    )
}

/// The expression itself: what a `macro_rules!` passes on is wrapped in a group without delimiters.
fn peel(mut expr: &Expr) -> &Expr {
    while let Expr::Group(group) = expr {
        expr = &group.expr;
    }
    expr
}

fn literal(expr: &Expr) -> Option<&Lit> {
    match peel(expr) {
        Expr::Lit(literal) => Some(&literal.lit),
        _ => None,
    }
}

fn string(expr: &Expr) -> Option<&LitStr> {
    match literal(expr)? {
        Lit::Str(string) => Some(string),
        _ => None,
    }
}

/// The expression as one would write it: `a :: b` as `a::b`.
pub(crate) fn written(tokens: impl ToTokens) -> String {
    tokens
        .into_token_stream()
        .to_string()
        .replace(" :: ", "::")
        .replace(":: ", "::")
}
