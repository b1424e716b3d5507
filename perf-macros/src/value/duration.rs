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

/// For messages.
pub(super) const RATES: &str = "/s, /m or /h";

/// Arrivals a second, as text: `"200/s"`, `"30/m"`.
pub(super) fn rate(expr: &Expr) -> Read<'_, f64> {
    string(expr)
        .and_then(|text| parse_rate(&text.value()))
        .filter(|rate| *rate > 0.0)
        .ok_or(expr)
}

/// From 0.
pub(super) fn parse_rate(text: &str) -> Option<f64> {
    let (number, unit) = split(text)?;
    let rate = number / seconds(unit.strip_prefix('/')?.trim_start())?;
    rate.is_finite().then_some(rate)
}

/// A time, or two: `"1s"`, `"1s..3s"`.
pub(super) fn pause(expr: &Expr) -> Read<'_, (Duration, Duration)> {
    let between = |text: String| {
        let (least, most) = text.split_once("..").unwrap_or((&text, &text));
        let (least, most) = (parse(least.trim())?, parse(most.trim())?);
        (least <= most).then_some((least, most))
    };
    string(expr)
        .and_then(|text| between(text.value()))
        .ok_or(expr)
}

/// A time from 0, where it may be none at all.
pub(super) fn from_zero(expr: &Expr) -> Read<'_, Duration> {
    let read = |text: String| {
        let (number, unit) = split(&text)?;
        Duration::try_from_secs_f64(number * seconds(unit)?).ok()
    };
    string(expr).and_then(|text| read(text.value())).ok_or(expr)
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
