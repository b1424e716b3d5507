//! Times with their unit.

use std::time::Duration;

use syn::Expr;

use super::{Read, string};

/// For messages.
pub(super) const UNITS: &str = "ms, s, m or h";

/// A time as text: `"500ms"`, `"1.5s"`, `"2m"`, `"1h"`.
pub(super) fn duration(expr: &Expr) -> Read<'_, Duration> {
    string(expr)
        .and_then(|text| parse(&text.value()))
        .ok_or(expr)
}

fn parse(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let duration = Duration::try_from_secs_f64(number * seconds(unit)?).ok()?;
    (!duration.is_zero()).then_some(duration)
}

/// The seconds of a unit.
pub(super) fn seconds(unit: &str) -> Option<f64> {
    match unit {
        "ms" => Some(0.001),
        "s" => Some(1.0),
        "m" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    }
}

/// A number and what follows it, with or without a space.
pub(super) fn split(text: &str) -> Option<(f64, &str)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim_start()))
}
