//! What was probably meant by a value that cannot be read, for the message.

use syn::{Expr, Lit};

use super::{Kind, Words, duration, literal, size, string, written};
use crate::suggest;

/// The value as it should be written, where the wrong one tells it.
pub(super) fn repair(kind: Kind, wrong: &Expr) -> Option<String> {
    match kind {
        Kind::Count | Kind::Runs => whole(wrong, 0.0),
        Kind::Positive => whole(wrong, 1.0),
        Kind::Users => whole(wrong, 1.0).or_else(|| sizes(wrong)),
        Kind::Rate => rate(wrong),
        Kind::Millis | Kind::Percentile(_) => millis(wrong),
        Kind::PerSecond => per_second(wrong),
        Kind::Ratio => ratio(wrong),
        Kind::Duration | Kind::Pause => time(wrong),
        Kind::Size => bytes(wrong),
        Kind::RunsOrTime => time(wrong).or_else(|| whole(wrong, 0.0)),
        Kind::Text => name(wrong).map(|name| quote(&name)),
        Kind::Texts => name(wrong).map(|name| format!("[{}]", quote(&name))),
        Kind::Word(words) => word(wrong, words),
        Kind::Words(words) => word(wrong, words).map(|word| format!("[{word}]")),
        Kind::Dataset | Kind::Migrator | Kind::Crate => path(wrong),
        Kind::Sizes => sizes(wrong),
        Kind::Claims(_)
        | Kind::Stages
        | Kind::Flag
        | Kind::Warn
        | Kind::Metric
        | Kind::Parts(_) => None,
    }
}

/// The same numbers in order, each once.
fn sizes(wrong: &Expr) -> Option<String> {
    let Expr::Array(array) = wrong else {
        return None;
    };
    let mut sizes = Vec::new();
    for size in &array.elems {
        sizes.push(whole(size, 1.0)?.parse::<u64>().ok()?);
    }
    sizes.sort_unstable();
    sizes.dedup();
    (sizes.len() > 1).then(|| format!("{sizes:?}"))
}

/// The number and the unit of `500ms`, `"500ms"`, `500` and the like.
fn measure(wrong: &Expr) -> Option<(f64, String)> {
    match literal(wrong)? {
        Lit::Int(int) => Some((int.base10_parse().ok()?, int.suffix().to_owned())),
        Lit::Float(float) => Some((float.base10_parse().ok()?, float.suffix().to_owned())),
        Lit::Str(text) => {
            let text = text.value().replace('_', "");
            duration::split(text.trim()).map(|(number, unit)| (number, unit.to_owned()))
        }
        _ => None,
    }
}

/// Without a unit; a suffix as in `3u64` is none.
fn whole(wrong: &Expr, least: f64) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    let plain = unit.is_empty() || unit.starts_with(['u', 'i']);
    // Below 2^53 it is that number and no other.
    let exact = (least..9e15).contains(&number) && number.fract() == 0.0;
    (plain && exact).then(|| number.to_string())
}

fn millis(wrong: &Expr) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    let milliseconds = match unit.as_str() {
        "" | "ms" => number,
        unit => number * duration::seconds(unit)? * 1000.0,
    };
    above_zero(milliseconds)
}

fn per_second(wrong: &Expr) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    matches!(unit.as_str(), "" | "/s").then(|| above_zero(number))?
}

/// A second is what is meant where no unit is said.
fn rate(wrong: &Expr) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    let unit = match unit.as_str() {
        "" | "rps" | "hz" | "Hz" => "/s",
        "rpm" => "/m",
        _ => return None,
    };
    above_zero(number).map(|number| quote(&format!("{number}{unit}")))
}

/// Percent, where it is more than 1.
fn ratio(wrong: &Expr) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    let ratio = if unit == "%" || number > 1.0 {
        number / 100.0
    } else {
        number
    };
    (ratio <= 1.0).then(|| ratio.to_string())
}

/// Without a unit, nobody can tell which is meant.
fn time(wrong: &Expr) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    duration::seconds(&unit)?;
    above_zero(number).map(|number| quote(&format!("{number}{unit}")))
}

fn bytes(wrong: &Expr) -> Option<String> {
    let (number, unit) = measure(wrong)?;
    size::meant(number, &unit).map(|meant| quote(&meant))
}

pub(super) fn word(wrong: &Expr, words: Words) -> Option<String> {
    let known = words.words.iter().map(|(word, _)| *word);
    suggest::nearest(&name(wrong)?, known).map(quote)
}

/// A text, or a word without the quotes that it needs.
fn name(wrong: &Expr) -> Option<String> {
    let name = match wrong {
        Expr::Path(path) => path.path.get_ident()?.to_string(),
        _ => string(wrong)?.value(),
    };
    (!name.trim().is_empty()).then_some(name)
}

/// A path within quotes, with `()` or with `&`.
fn path(wrong: &Expr) -> Option<String> {
    match wrong {
        Expr::Call(call) => path(&call.func),
        Expr::Reference(reference) => path(&reference.expr),
        Expr::Path(path) => Some(written(path)),
        _ => string(wrong)?.parse::<syn::Path>().ok().map(written),
    }
}

/// Rounded, since 2.3 s are 2299.9999999999995 ms.
fn above_zero(number: f64) -> Option<String> {
    let number = (number * 1e6).round() / 1e6;
    (number > 0.0).then(|| number.to_string())
}

fn quote(text: &str) -> String {
    format!("{text:?}")
}
